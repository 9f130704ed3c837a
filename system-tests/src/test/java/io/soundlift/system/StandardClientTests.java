package io.soundlift.system;

import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.soundlift.testsupport.ApiTools;
import io.soundlift.testsupport.ToolProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that programs of others, in other languages, sign people in as they are.
 */
@OnSharedSystem
class StandardClientTests {

	private static final Path SCRIPT = Path.of("src", "test", "client", "sign_in.py").toAbsolutePath();

	/** What oidc-gen asks a person to do, before it draws that as a code for cameras. */
	private static final Pattern DEVICE = Pattern.compile("(http\\S+/activate\\S*)\\s.*code: *([A-Z0-9-]+)",
			Pattern.DOTALL);

	private final TestSystem system;

	StandardClientTests(TestSystem system) {
		this.system = system;
	}

	@Test
	@EnabledIfEnvironmentVariable(named = "SOUNDLIFT_TEST_OIDC_AGENT", matches = "true",
			disabledReason = "needs Debian's package oidc-agent-cli; set SOUNDLIFT_TEST_OIDC_AGENT=true")
	void signsOidcAgentIn(@TempDir Path folder) throws Exception {
		Path password = Files.writeString(folder.resolve("password"), SystemEnvironment.secret());
		Path socket = folder.resolve("agent.sock");
		Map<String, String> environment = Map.of("HOME", folder.toString(), "OIDC_SOCK", socket.toString());
		try (ToolProcess agent = ToolProcess.start("oidc-agent",
				List.of("oidc-agent", "--console", "--socket-path=" + socket), environment)) {
			await("socket of the agent").until(() -> Files.exists(socket));
			Path output = folder.resolve("output");
			Process sign = command(folder, environment, "oidc-gen", "--flow=device", "--client-id=soundlift-cli",
					"--client-secret=", "--issuer=" + this.system.publicUrl() + "/auth",
					"--scope=conversions:read offline_access", "--pw-file=" + password, "--prompt=none",
					"--confirm-default", "--no-url-call", "soundlift")
				.redirectOutput(output.toFile())
				.start();
			try {
				await().untilAsserted(() -> assertThat(output).content().containsPattern(DEVICE));
				Matcher device = DEVICE.matcher(Files.readString(output));
				assertThat(device.find()).isTrue();
				Person person = this.system.owner();
				Person.Page activate = person.signIn(person.open(device.group(1)));
				person.allow(person.submit(activate, Map.of("user_code", device.group(2))));
				assertThat(sign.waitFor(1, TimeUnit.MINUTES)).as(Files.readString(output)).isTrue();
				assertThat(sign.exitValue()).as("%s%n%s", Files.readString(output), agent.log()).isZero();
			}
			finally {
				sign.destroyForcibly();
			}
			String first = token(folder, environment, "oidc-token", "soundlift");
			assertThat(this.system.apiStatus(first)).isEqualTo(200);
			String second = token(folder, environment, "oidc-token", "--force-new", "soundlift");
			assertThat(second).as("a token by the refresh token").isNotEqualTo(first);
			assertThat(this.system.apiStatus(second)).isEqualTo(200);
		}
	}

	@Test
	@EnabledIfEnvironmentVariable(named = ApiTools.FOLDER, matches = ".+",
			disabledReason = "needs Authlib; set SOUNDLIFT_TEST_API_TOOLS to the folder that it is in")
	void signsPersonInByAuthlib(@TempDir Path folder) throws Exception {
		String address = ApiTools
			.run(folder, Duration.ofMinutes(1), Map.of(), SCRIPT.toString(), "begin", this.system.publicUrl() + "/auth",
					FrontEnd.CLIENT_ID, this.system.frontEnd().callback().toString())
			.strip();
		Person person = this.system.owner();
		URI end = comeBack(person, address).address();
		assertThat(end.getPath()).isEqualTo("/callback");
		String claims = ApiTools.run(folder, Duration.ofMinutes(1), Map.of(), SCRIPT.toString(), "end",
				this.system.publicUrl() + "/api/conversions", end.toString());
		JsonNode idToken = new JsonMapper().readTree(claims);
		assertThat(idToken.get("email").asString()).isEqualTo(TestSystem.EMAIL);
	}

	@Test
	@EnabledIfEnvironmentVariable(named = SignInProxy.PROGRAM, matches = ".+",
			disabledReason = "needs oauth2-proxy; set SOUNDLIFT_TEST_OAUTH2_PROXY to its program")
	void signsVisitorsOfAnOauth2ProxyIn() {
		try (SignInProxy proxy = SignInProxy.start(this.system.publicUrl() + "/auth", FrontEnd.PROXY_ID,
				this.system.frontEnd().proxySecret())) {
			Person person = this.system.owner();
			JsonNode visitor = visitor(comeBack(person, proxy.origin()));
			assertThat(visitor.get("email").asString()).isEqualTo(TestSystem.EMAIL);
			String first = visitor.get("token").asString();
			assertThat(this.system.apiStatus(first)).isEqualTo(200);
			String second = await().until(() -> visitor(person.open(proxy.origin())).get("token").asString(),
					(token) -> !token.equals(first));
			assertThat(this.system.apiStatus(second)).as("with a token by the refresh token").isEqualTo(200);
		}
	}

	/**
	 * Signs in and allows the client, which only the first sign-in of an account asks
	 * for.
	 */
	private static Person.Page comeBack(Person person, String address) {
		Person.Page page = person.signIn(person.open(address));
		return page.address().getPath().equals("/auth/consent") ? person.allow(page) : page;
	}

	private static JsonNode visitor(Person.Page page) {
		assertThat(page.status()).as(page.toString()).isEqualTo(200);
		return new JsonMapper().readTree(page.document().text());
	}

	private static String token(Path folder, Map<String, String> environment, String... command) throws Exception {
		Process process = command(folder, environment, command).start();
		String output = new String(process.getInputStream().readAllBytes()).strip();
		assertThat(process.waitFor()).as(output).isZero();
		return output;
	}

	private static ProcessBuilder command(Path folder, Map<String, String> environment, String... command) {
		ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
		builder.redirectInput(new File("/dev/null"));
		builder.environment().putAll(environment);
		return builder;
	}

}
