package io.soundlift.start;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ParentProcessWatcher}.
 */
class ParentProcessWatcherTests {

	private final CountDownLatch exit = new CountDownLatch(1);

	@Test
	void exitsOnlyWhenParentEnds() throws Exception {
		Process parent = process();
		new ParentProcessWatcher(this.exit::countDown).watch(parent.pid());
		assertThat(this.exit.await(300, TimeUnit.MILLISECONDS)).isFalse();
		parent.destroyForcibly();
		assertThat(this.exit.await(1, TimeUnit.MINUTES)).isTrue();
	}

	@Test
	void exitsWhenParentIsGoneAlready() throws Exception {
		Process parent = process();
		parent.destroyForcibly().waitFor();
		new ParentProcessWatcher(this.exit::countDown).watch(parent.pid());
		assertThat(this.exit.await(1, TimeUnit.MINUTES)).isTrue();
	}

	@Test
	void endsJvmOfServiceWhenParentEnds() throws Exception {
		Process parent = process();
		ProcessBuilder builder = new ProcessBuilder(java(), "-cp", System.getProperty("java.class.path"),
				Service.class.getName());
		builder.environment().put("SOUNDLIFT_PARENT_PID", Long.toString(parent.pid()));
		Process service = builder.redirectErrorStream(true).start();
		try {
			assertThat(service.inputReader().lines().anyMatch((line) -> line.contains("Started"))).isTrue();
			assertThat(service.isAlive()).isTrue();
			parent.destroyForcibly();
			assertThat(service.waitFor(1, TimeUnit.MINUTES)).isTrue();
			assertThat(service.exitValue()).isZero();
		}
		finally {
			parent.destroyForcibly();
			service.destroyForcibly();
		}
	}

	@Test
	void rejectsParentThatIsNoProcessId() {
		MockEnvironment environment = new MockEnvironment().withProperty("SOUNDLIFT_PARENT_PID", "launcher");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ParentProcessEnvironmentPostProcessor().postProcessEnvironment(environment,
					new SpringApplication()))
			.withMessage("SOUNDLIFT_PARENT_PID is not a process id: 'launcher'");
	}

	private static Process process() throws IOException {
		// a JVM that waits for its standard input: there is one on every system
		return new ProcessBuilder(java(), "-cp", System.getProperty("java.class.path"), Waiting.class.getName())
			.start();
	}

	private static String java() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

	/**
	 * Stands for the launcher.
	 */
	public static final class Waiting {

		private Waiting() {
		}

		public static void main(String[] arguments) throws IOException {
			System.in.read();
		}

	}

	/**
	 * Stands for a service.
	 */
	public static final class Service {

		private Service() {
		}

		public static void main(String[] arguments) {
			new SpringApplicationBuilder(Service.class).web(WebApplicationType.NONE)
				.run("--spring.cloud.config.enabled=false");
		}

	}

}
