package io.soundlift.configserver;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the running config server, seen from outside.
 */
class ConfigServerIntegrationTests {

	private static final String CANARY = "must-never-be-served";

	private static ConfigurableApplicationContext server;

	private final HttpClient client = HttpClient.newHttpClient();

	@BeforeAll
	static void startServer(@TempDir Path folder) throws IOException {
		Path repository = Files.createDirectories(folder.resolve("config repo"));
		Files.writeString(repository.resolve("application.yml"), "shared: everybody\n");
		Files.writeString(repository.resolve("gateway.yml"), "secret: ${SOUNDLIFT_SECRET}\n");
		Files.writeString(repository.resolve("gateway-docker.yml"), "where: docker\n");
		Files.writeString(repository.resolve("other.yml"), "canary: " + CANARY + "\n");
		Files.writeString(folder.resolve("gateway.yml"), "canary: " + CANARY + "\n");
		Files.writeString(folder.resolve("canary.txt"), CANARY);
		server = start("SOUNDLIFT_CONFIG_REPO=" + repository, "SOUNDLIFT_CONFIG_PASSWORD=correct");
	}

	@AfterAll
	static void stopServer() {
		server.close();
	}

	static ConfigurableApplicationContext start(String... arguments) {
		SpringApplication application = new SpringApplicationBuilder(ConfigServerApplication.class)
			.properties("spring.cloud.config.enabled=false", "server.port=0", "management.server.port=0")
			.build();
		String[] options = new String[arguments.length + 2];
		options[0] = "--server.port=0";
		options[1] = "--management.server.port=0";
		for (int i = 0; i < arguments.length; i++) {
			options[i + 2] = "--" + arguments[i];
		}
		return application.run(options);
	}

	@Test
	void servesConfigurationOfService() throws Exception {
		HttpResponse<String> response = get("/gateway/default", "soundlift", "correct");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("\"shared\":\"everybody\"");
	}

	@Test
	void leavesPlaceholdersToService() throws Exception {
		assertThat(get("/gateway/default", "soundlift", "correct").body())
			.contains("\"secret\":\"${SOUNDLIFT_SECRET}\"");
	}

	@Test
	void servesConfigurationOfProfile() throws Exception {
		assertThat(get("/gateway/docker", "soundlift", "correct").body()).contains("\"where\":\"docker\"");
		assertThat(get("/gateway/default", "soundlift", "correct").body()).doesNotContain("docker.yml");
	}

	@Test
	void setsNoCookie() throws Exception {
		assertThat(get("/gateway/default", "soundlift", "correct").headers().map()).doesNotContainKey("set-cookie");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/gateway/default", "/other/default", "/encrypt", "/actuator/health", "/error" })
	void asksForCredentialsOnEveryPath(String path) throws Exception {
		HttpResponse<String> response = send(HttpRequest.newBuilder(uri(path)).build());
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.headers().firstValue("WWW-Authenticate"))
			.hasValueSatisfying((challenge) -> assertThat(challenge).startsWith("Basic"));
	}

	@Test
	void refusesWrongPassword() throws Exception {
		assertThat(get("/gateway/default", "soundlift", "wrong").statusCode()).isEqualTo(401);
		assertThat(get("/gateway/default", "soundlift", "").statusCode()).isEqualTo(401);
		assertThat(get("/gateway/default", "admin", "correct").statusCode()).isEqualTo(401);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/other/default", "/application/default", "/gateway,other/default", "/gateway/default/",
			"/gateway-default.yml", "/gateway-default.properties", "/gateway-default.json", "/main/gateway-default.yml",
			"/gateway/default/main/other.yml", "/gateway/default/other.yml",
			"/gateway/default/other.yml?useDefaultLabel", "/gateway/default?resolvePlaceholders=true",
			"/encrypt/status", "/key", "/key/gateway/default", "/monitor", "/actuator", "/actuator/health",
			"/actuator/env", "/gateway", "/error" })
	void refusesEverythingElse(String path) throws Exception {
		HttpResponse<String> response = get(path, "soundlift", "correct");
		assertThat(response.statusCode()).isIn(403, 404);
		assertThat(response.body()).doesNotContain(CANARY);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/gateway/../other/default", "/gateway/default/..", "/gateway/..", "/gateway/%2e%2e",
			"/gateway/..%2f..%2fetc", "/gateway/default/..%2f", "/gateway/default/%2e%2e%2f", "/gateway/default%2fmain",
			"/gateway/default%252f..", "/gateway/default/(_)..(_)", "/gateway/..(_)x", "/gateway/..,default",
			"/gateway/default/${user.home}", "/gateway/{label}", "/gateway/default;label=..", "/gateway//default",
			"/gateway/default/..;/..;/canary.txt", "/gateway/default/../canary.txt", "/gateway/default\\..\\",
			"/gateway/default/%00", "/gateway/def%0aault" })
	void keepsOddRequestsAwayFromFiles(String path) throws Exception {
		// by hand: an HTTP client would tidy the path up
		String answer = raw(path);
		assertThat(answer).containsPattern("^HTTP/1\\.1 (400|403|404) ").doesNotContain(CANARY);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/encrypt", "/decrypt", "/encrypt/gateway/default", "/gateway/default" })
	void refusesPost(String path) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(uri(path))
			.header("Authorization", basic("soundlift", "correct"))
			.POST(HttpRequest.BodyPublishers.ofString("text"))
			.build();
		assertThat(send(request).statusCode()).isEqualTo(403);
	}

	@ParameterizedTest
	@ValueSource(strings = { "health", "health/readiness", "health/liveness", "prometheus", "info" })
	void servesHealthOnManagementPort(String endpoint) throws Exception {
		assertThat(send(HttpRequest.newBuilder(managementUri("/actuator/" + endpoint)).build()).statusCode())
			.isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/env", "/actuator/configprops", "/actuator/heapdump", "/actuator/beans",
			"/gateway/default" })
	void servesNothingElseOnManagementPort(String path) throws Exception {
		assertThat(send(HttpRequest.newBuilder(managementUri(path)).build()).statusCode()).isIn(401, 404);
	}

	private HttpResponse<String> get(String path, String username, String password) throws Exception {
		return send(HttpRequest.newBuilder(uri(path)).header("Authorization", basic(username, password)).build());
	}

	private HttpResponse<String> send(HttpRequest request) throws Exception {
		return this.client.send(request, HttpResponse.BodyHandlers.ofString());
	}

	private static String raw(String path) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", port("local.server.port"))) {
			String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: "
					+ basic("soundlift", "correct") + "\r\n\r\n";
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			BufferedReader answer = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
			return String.join("\n", answer.lines().toList());
		}
	}

	private static String basic(String username, String password) {
		return "Basic "
				+ Base64.getEncoder().encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
	}

	private static URI uri(String path) {
		return URI.create("http://127.0.0.1:" + port("local.server.port") + path);
	}

	private static URI managementUri(String path) {
		return URI.create("http://127.0.0.1:" + port("local.management.port") + path);
	}

	private static int port(String property) {
		return server.getEnvironment().getRequiredProperty(property, Integer.class);
	}

}
