package io.soundlift.cli.account;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Http;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DeviceLogin}.
 */
class DeviceLoginTests {

	private final StubServer server = new StubServer();

	private final StringWriter out = new StringWriter();

	private final List<Duration> pauses = new ArrayList<>();

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void waitsForPersonAndSlowsDownWhenTold() throws Exception {
		this.server.willAnswerToken(400, "{\"error\": \"authorization_pending\"}")
			.willAnswerToken(400, "{\"error\": \"slow_down\"}")
			.willAnswerToken(400, "{\"error\": \"authorization_pending\"}")
			.willAnswerToken(200,
					"{\"access_token\": \"access\", \"expires_in\": 300, \"refresh_token\": \"refresh\"}");
		Login login = login();
		assertThat(login.accessToken()).isEqualTo("access");
		assertThat(login.refreshToken()).isEqualTo("refresh");
		assertThat(this.pauses).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(7),
				Duration.ofSeconds(7));
		assertThat(this.out.toString()).contains(this.server.uri() + "/auth/activate?user_code=ABCD-EFGH")
			.contains("ABCD-EFGH")
			.doesNotContain("device-secret");
		assertThat(this.server.tokenRequests())
			.allSatisfy((request) -> assertThat(request).contains("device_code=device-secret")
				.contains("client_id=soundlift-cli")
				.contains("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code"));
	}

	@Test
	void endsWhenPersonRefuses() {
		this.server.willAnswerToken(400, "{\"error\": \"access_denied\"}");
		assertThatExceptionOfType(CommandException.class).isThrownBy(this::login)
			.withMessageContaining("refused in the browser")
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(ExitCode.UNAUTHORIZED));
	}

	@Test
	void endsWhenCodeExpires() {
		this.server.willAnswerToken(400, "{\"error\": \"expired_token\"}");
		assertThatExceptionOfType(CommandException.class).isThrownBy(this::login).withMessageContaining("has expired");
	}

	private Login login() throws Exception {
		return new DeviceLogin(new AuthServer(new Http(), this.server.uri()), new PrintWriter(this.out, true),
				this.pauses::add)
			.run();
	}

}
