package io.soundlift.session;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.soundlift.encryption.Encryption;
import io.soundlift.testsupport.TestMongo;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * A web application with sessions, as one of several on the same database.
 */
final class TestReplica implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	TestReplica(String database) {
		this.context = new SpringApplicationBuilder(Application.class).run(Map
			.of("server.port", "0", "server.address", "127.0.0.1", "spring.mongodb.uri", TestMongo.uri(),
					"spring.mongodb.database", database, "spring.cloud.config.enabled", "false")
			.entrySet()
			.stream()
			.map((entry) -> "--" + entry.getKey() + "=" + entry.getValue())
			.toArray(String[]::new));
	}

	String url() {
		return "http://127.0.0.1:" + this.context.getEnvironment().getProperty("local.server.port");
	}

	MongoSessionRepository sessions() {
		return this.context.getBean(MongoSessionRepository.class);
	}

	/** The commands that reached the database, without those of connections. */
	List<String> commands() {
		return this.context.getBean(Commands.class).names();
	}

	/** What requests to {@code /slow} wait for. */
	Slow slow() {
		return this.context.getBean(Slow.class);
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * Where a slow request is.
	 */
	static final class Slow {

		final CountDownLatch reached = new CountDownLatch(1);

		final CountDownLatch goOn = new CountDownLatch(1);

	}

	/**
	 * Remembers what the application asks of the database.
	 */
	static final class Commands implements CommandListener {

		private final List<String> names = new CopyOnWriteArrayList<>();

		@Override
		public void commandStarted(CommandStartedEvent event) {
			if (Stream.of("find", "insert", "update", "delete", "aggregate", "findAndModify")
				.anyMatch(event.getCommandName()::equals)) {
				this.names.add(event.getCommandName());
			}
		}

		List<String> names() {
			return this.names;
		}

	}

	/**
	 * The application.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ WebSessionConfiguration.class, Pages.class, ErrorPage.class })
	static class Application {

		@Bean
		Clock clock() {
			return Clock.tickMillis(ZoneOffset.UTC);
		}

		@Bean
		Encryption encryption() {
			return TestSessions.encryption((byte) 1);
		}

		@Bean
		WebSessionSettings webSessionSettings() {
			return new WebSessionSettings("browser_sessions", "__Host-test", "/", true, true, Duration.ofHours(8),
					Duration.ofMinutes(30), Duration.ofDays(7), List.of());
		}

		@Bean
		Slow slow() {
			return new Slow();
		}

		@Bean
		Commands commands() {
			return new Commands();
		}

		@Bean
		MongoClientSettingsBuilderCustomizer listener(Commands commands) {
			return (settings) -> settings.addCommandListener(commands);
		}

	}

	/**
	 * An error page that shows something of the session.
	 */
	@RestController
	static class ErrorPage implements ErrorController {

		@GetMapping("/error")
		String show(HttpSession session) {
			return "failed: " + session.getAttribute("failed");
		}

	}

	/**
	 * Pages that use the session in each way that counts.
	 */
	@RestController
	static class Pages {

		private final Slow slow;

		Pages(Slow slow) {
			this.slow = slow;
		}

		@GetMapping("/plain")
		String plain(HttpServletRequest request) {
			return String.valueOf(request.getSession(false) != null);
		}

		@GetMapping("/get")
		String get(@RequestParam String name, HttpSession session) {
			return String.valueOf(session.getAttribute(name));
		}

		@PostMapping("/set")
		void set(@RequestParam String name, @RequestParam String value, HttpSession session) {
			session.setAttribute(name, value);
		}

		@PostMapping("/sign-in")
		void signIn(@RequestParam String name, HttpServletRequest request) {
			request.getSession();
			request.changeSessionId();
			request.getSession().setAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, name);
		}

		@PostMapping("/sign-out")
		void signOut(HttpSession session) {
			session.invalidate();
		}

		@PostMapping("/slow")
		String slow(@RequestParam String name, HttpServletRequest request) throws InterruptedException {
			HttpSession session = request.getSession();
			session.getAttribute(name);
			this.slow.reached.countDown();
			if (!this.slow.goOn.await(1, TimeUnit.MINUTES)) {
				throw new IllegalStateException("The test did not let the request go on");
			}
			session.setAttribute(name, "slow");
			return "done";
		}

		@GetMapping("/fails")
		void fail(HttpServletRequest request, HttpServletResponse response) throws IOException {
			request.getSession().setAttribute("failed", "yes");
			response.sendError(500);
		}

	}

}
