package io.soundlift.start;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the whole way from a config server into a service's environment.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConfigServerImportTests {

	private static final String ENVIRONMENT = """
			{"name": "sample", "profiles": ["default"], "propertySources": [
			{"name": "file:sample.yml", "source":
			{"greeting": "from the config server", "mongo": "${SOUNDLIFT_MONGODB_URI}", "spring.jmx.enabled": "true"}}]}
			""";

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final List<Integer> answers = new CopyOnWriteArrayList<>();

	private HttpServer server;

	private volatile Runnable atRequest = () -> {
	};

	@BeforeEach
	void startServer() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	@AfterEach
	void stopServer() {
		this.server.stop(0);
	}

	@Test
	void takesPropertiesFromConfigServer() {
		try (ConfigurableApplicationContext context = run(uri(), "SOUNDLIFT_MONGODB_URI=mongodb://127.0.0.1:27017")) {
			assertThat(context.getEnvironment().getProperty("greeting")).isEqualTo("from the config server");
		}
		String credentials = Base64.getEncoder().encodeToString("soundlift:secret".getBytes(StandardCharsets.UTF_8));
		assertThat(this.requests).containsOnly("/sample/default Basic " + credentials);
	}

	@Test
	void resolvesPlaceholdersOfConfigServerInService() {
		try (ConfigurableApplicationContext context = run(uri(), "SOUNDLIFT_MONGODB_URI=mongodb://127.0.0.1:27017")) {
			assertThat(context.getEnvironment().getProperty("mongo")).isEqualTo("mongodb://127.0.0.1:27017");
		}
	}

	@Test
	void prefersConfigServerToCommonDefaults() {
		try (ConfigurableApplicationContext context = run(uri())) {
			assertThat(context.getEnvironment().getProperty("spring.jmx.enabled")).isEqualTo("true");
		}
	}

	@Test
	void asksAgainWhileConfigServerFails() {
		this.answers.addAll(List.of(503, 503));
		try (ConfigurableApplicationContext context = run(uri())) {
			assertThat(context.getEnvironment().getProperty("greeting")).isEqualTo("from the config server");
		}
		assertThat(this.requests).hasSizeGreaterThanOrEqualTo(3);
	}

	@Test
	void saysOnceWhatItWaitsForWhileItWaits(CapturedOutput output) {
		this.answers.addAll(List.of(503, 503));
		List<String> outputsAtRequests = new CopyOnWriteArrayList<>();
		this.atRequest = () -> outputsAtRequests.add(output.getAll());
		String line = "WARN .* The config server at " + uri() + " fails \\(503\\)\\. The start waits for it\\.";
		try (ConfigurableApplicationContext context = run(uri())) {
			assertThat(context.isActive()).isTrue();
		}
		assertThat(outputsAtRequests.get(1)).containsPattern(line);
		assertThat(output).containsOnlyOnce("The start waits for it").doesNotContain("Fetching config from server");
		assertThat(output).as("log of the rest of the start").containsPattern("INFO .* Started .* in ");
	}

	@Test
	void stopsStartWithActionWhenConfigServerIsUnreachable(CapturedOutput output) throws IOException {
		int port;
		try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = free.getLocalPort();
		}
		assertThatExceptionOfType(ConfigServerException.class).isThrownBy(() -> run("http://127.0.0.1:" + port));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The config server at http://127.0.0.1:" + port + " does not answer")
			.contains("Start the config server, or set SOUNDLIFT_CONFIG_URI to its address.");
	}

	@Test
	void stopsStartAtOnceWhenCredentialsAreRejected(CapturedOutput output) {
		this.answers.addAll(List.of(401, 401, 401, 401, 401, 401));
		assertThatExceptionOfType(ConfigServerException.class).isThrownBy(() -> run(uri()));
		assertThat(output).contains("rejects this service's credentials (401)")
			.contains("Set SOUNDLIFT_CONFIG_USERNAME and SOUNDLIFT_CONFIG_PASSWORD")
			.doesNotContain("secret");
		assertThat(this.requests).hasSize(1);
	}

	@Test
	void stopsStartAtOnceWhenServiceIsUnknown(CapturedOutput output) {
		this.answers.addAll(List.of(404, 404, 404, 404, 404, 404));
		assertThatExceptionOfType(ConfigServerException.class).isThrownBy(() -> run(uri()));
		assertThat(output).contains("has no configuration for 'sample' (404)");
		assertThat(this.requests).hasSize(1);
	}

	@Test
	void stopsStartWithActionWhenConfigServerKeepsFailing(CapturedOutput output) {
		this.answers.addAll(List.of(500, 500, 500, 500, 500, 500));
		assertThatExceptionOfType(ConfigServerException.class).isThrownBy(() -> run(uri()));
		assertThat(output).contains("fails (500)").contains("Look into the config server's log.");
		assertThat(this.requests).hasSize(3);
	}

	@Test
	void stopsStartWithActionWhenAddressIsMissing(CapturedOutput output) {
		assertThatExceptionOfType(ConfigServerException.class).isThrownBy(() -> run(""));
		assertThat(output).contains("The address of the config server is not known.")
			.contains("Set SOUNDLIFT_CONFIG_URI");
	}

	private ConfigurableApplicationContext run(String uri, String... arguments) {
		SpringApplication application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.build();
		return application.run(Stream.concat(
				Stream.of("SOUNDLIFT_CONFIG_URI=" + uri, "SOUNDLIFT_CONFIG_PASSWORD=secret",
						"spring.main.keep-alive=false", "spring.cloud.config.retry.initial-interval=10",
						"spring.cloud.config.retry.max-interval=20", "spring.cloud.config.retry.max-attempts=3"),
				Stream.of(arguments))
			.map((argument) -> "--" + argument)
			.toArray(String[]::new));
	}

	private String uri() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.atRequest.run();
		this.requests.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Authorization"));
		int status = this.answers.isEmpty() ? 200 : this.answers.remove(0);
		byte[] body = ((status == 200) ? ENVIRONMENT : "{}").getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(status, body.length);
		try (OutputStream out = exchange.getResponseBody()) {
			out.write(body);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

	}

}
