package io.soundlift.authserver;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for refresh tokens that are used twice.
 */
@ExtendWith(OutputCaptureExtension.class)
@Tag("database")
class RefreshTokenReuseIntegrationTests {

	private final TestAuthServer server = TestAuthServer.shared();

	private final TestApp app = TestApp.commandLine(this.server, 50_000);

	private final TestApp web = TestApp.web(this.server);

	private final Browser browser = TestAccounts.signUp(this.server, TestAccounts.newEmail(), "another password");

	@Test
	void revokesTheNewPairWhenTheOldRefreshTokenIsReplayed(CapturedOutput output) {
		Page first = this.app.signIn(this.browser);
		Page second = refreshed(first);
		assertThat(revokedGrants(this.server)).doesNotContain(second.claim("grant_id"));
		assertRefused(this.app.refresh(first.text("refresh_token")));
		assertThat(revokedGrants(this.server)).contains(second.claim("grant_id"));
		assertRefused(this.app.refresh(second.text("refresh_token")));
		assertThat(output).contains("Security: a refresh token", second.claim("grant_id"))
			.doesNotContain(first.text("refresh_token"), second.text("refresh_token"));
	}

	@Test
	void revokesTheGrantWhenItsFirstRefreshTokenIsReplayedAfterManyRotations() {
		Page first = this.app.signIn(this.browser);
		Page last = first;
		for (int i = 0; i < 12; i++) {
			last = refreshed(last);
		}
		assertRefused(this.app.refresh(first.text("refresh_token")));
		assertRefused(this.app.refresh(last.text("refresh_token")));
		assertThat(revokedGrants(this.server)).contains(last.claim("grant_id"));
	}

	@Test
	void revokesTheGrantOfADeviceToo() {
		TestAccounts.create(this.server, "device-reuse@example.com", "another password");
		Page first = new TestDevice(this.server).allow("device-reuse@example.com", "another password");
		Page second = refreshed(first);
		assertRefused(this.app.refresh(first.text("refresh_token")));
		assertRefused(this.app.refresh(second.text("refresh_token")));
	}

	@Test
	void redeemsRefreshTokenOnceOutOfTwentyConcurrentTriesAndRevokesTheGrant() {
		Page first = this.app.signIn(this.browser);
		List<Page> answers = Concurrently.run(20, () -> this.app.refresh(first.text("refresh_token")));
		assertThat(answers).filteredOn((answer) -> answer.status() == 200).hasSize(1).allSatisfy((winner) -> {
			assertThat(revokedGrants(this.server)).contains(winner.claim("grant_id"));
			assertRefused(this.app.refresh(winner.text("refresh_token")));
		});
		assertThat(answers).filteredOn((answer) -> answer.status() != 200)
			.allSatisfy(RefreshTokenReuseIntegrationTests::assertRefused);
	}

	@Test
	void letsTheWebAppUseItsRefreshTokenManyTimesAtOnce() {
		Page first = this.web.signIn(this.browser);
		List<Page> answers = Concurrently.run(8, () -> this.web.refresh(first.text("refresh_token")));
		assertThat(answers).allSatisfy((answer) -> assertThat(answer.status()).as(answer.body()).isEqualTo(200));
		assertThat(revokedGrants(this.server)).doesNotContain(first.claim("grant_id"));
	}

	@Test
	void leavesTheGrantAloneWhenAnotherClientReplays() {
		Page first = this.app.signIn(this.browser);
		Page second = refreshed(first);
		assertRefused(this.web.refresh(first.text("refresh_token")));
		assertRefused(this.web.refresh(second.text("refresh_token")));
		assertThat(revokedGrants(this.server)).doesNotContain(first.claim("grant_id"));
		refreshed(second);
	}

	@Test
	void leavesTheGrantAloneWhenARefreshTokenIsForged() {
		Page first = this.app.signIn(this.browser);
		String token = first.text("refresh_token");
		for (String forged : List.of(first.claim("grant_id"), token.substring(1), "x".repeat(token.length()),
				token.substring(0, 40) + ((token.charAt(40) == 'A') ? 'B' : 'A') + token.substring(41))) {
			assertRefused(this.app.refresh(forged));
		}
		refreshed(first);
	}

	@Test
	void doesNotTakeAnExpiredRefreshTokenForAReplay() {
		try (TestAuthServer own = TestAuthServer.start(Map.of("soundlift.auth-server.refresh-token-lifetime", "1s"))) {
			Page first = new TestDevice(own).allow(TestAuthServer.EMAIL, TestAuthServer.PASSWORD);
			Instant expired = Instant.now().plusMillis(1100);
			Awaitility.await().until(() -> Instant.now().isAfter(expired));
			assertRefused(TestApp.commandLine(own, 50_000).refresh(first.text("refresh_token")));
			assertThat(revokedGrants(own)).isEmpty();
		}
	}

	private Page refreshed(Page before) {
		Page answer = this.app.refresh(before.text("refresh_token"));
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		return answer;
	}

	private static void assertRefused(Page answer) {
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.text("error")).isEqualTo("invalid_grant");
	}

	private static List<String> revokedGrants(TestAuthServer server) {
		return TestRevocations.grants(server);
	}

}
