package io.soundlift.gateway.revocation;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

import io.soundlift.gateway.TestAuthServer;
import io.soundlift.gateway.TestGateway;
import io.soundlift.testsupport.TestMongo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what the authorization server has revoked.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("database")
class RevocationTests {

	private final TestGateway gateway = new TestGateway();

	private final TestAuthServer authServer = this.gateway.authServer();

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@Test
	void refusesTokensOfARevokedGrantAndNoOthers() {
		assertThat(list("anna")).isEqualTo(200);
		this.authServer.revoke("grant-of-anna");
		await().atMost(Duration.ofMinutes(1)).until(() -> list("anna") == 401);
		assertThat(list("bert")).isEqualTo(200);
	}

	@Test
	void refusesATokenThatNamesNoGrant() {
		String token = this.authServer.sign("at+jwt",
				TestAuthServer.claims("anna", TestGateway.ALL).claim("grant_id", null).build());
		assertThat(
				this.gateway.send(this.gateway.anonymous("/api/conversions").header("Authorization", "Bearer " + token))
					.statusCode())
			.isEqualTo(401);
	}

	@Test
	void keepsWhatItWasToldWhileItIsToldNothingNew() {
		this.authServer.revoke("grant-of-cleo");
		await().atMost(Duration.ofMinutes(1)).until(() -> list("cleo") == 401);
		this.authServer.setTellsRevocations(false);
		this.authServer.revoke("grant-of-dora");
		await().during(Duration.ofMillis(500)).atMost(Duration.ofMinutes(1)).until(() -> list("cleo") == 401);
		assertThat(list("dora")).isEqualTo(200);
		this.authServer.setTellsRevocations(true);
		await().atMost(Duration.ofMinutes(1)).until(() -> list("dora") == 401);
		assertThat(list("cleo")).isEqualTo(401);
	}

	@Test
	void asksOnlyForWhatIsNew() {
		for (int i = 0; i < 5; i++) {
			this.authServer.revoke("grant-of-gina-" + i);
		}
		this.authServer.revoke("grant-of-gina");
		await().atMost(Duration.ofMinutes(1)).until(() -> list("gina") == 401);
		List<String> positions = this.authServer.positions();
		assertThat(positions).filteredOn(String::isEmpty).as("from the begin").hasSize(1);
		assertThat(positions.subList(1, positions.size()).stream().map(Integer::valueOf).toList()).isSorted();
	}

	@Test
	void takesNoTokenBeforeItKnowsWhatIsRevoked() {
		TestAuthServer mute = new TestAuthServer();
		mute.setTellsRevocations(false);
		try (TestGateway fresh = new TestGateway(mute, TestMongo.databaseName())) {
			HttpResponse<byte[]> response = fresh.send(fresh.as("anna", "/api/conversions"));
			assertThat(response.statusCode()).isEqualTo(503);
			assertThat(TestGateway.json(response).get("code").asString()).isEqualTo("authentication-unavailable");
			assertThat(response.headers().firstValue("Retry-After")).isPresent();
			mute.setTellsRevocations(true);
			await().atMost(Duration.ofMinutes(1))
				.until(() -> fresh.send(fresh.as("anna", "/api/conversions")).statusCode() == 200);
		}
	}

	@Test
	void knowsWhatIsRevokedBeforeTheFirstRequest() {
		TestAuthServer authServer = new TestAuthServer();
		authServer.revoke("grant-of-anna");
		try (TestGateway fresh = new TestGateway(authServer, TestMongo.databaseName(),
				"--soundlift.gateway.revocation-poll=1m")) {
			assertThat(fresh.send(fresh.as("anna", "/api/conversions")).statusCode()).isEqualTo(401);
		}
	}

	@Test
	void deletesTheConversionsOfAClosedAccountAndLeavesOthers() {
		upload("emil");
		upload("emil");
		String other = upload("fred");
		long before = this.gateway.storedDocuments();
		this.authServer.close("emil");
		await().atMost(Duration.ofMinutes(1)).until(() -> this.gateway.conversions().list("emil", null, 10).isEmpty());
		// two conversions, two files, two chunks
		await().atMost(Duration.ofMinutes(1)).until(() -> this.gateway.storedDocuments() == before - 6);
		assertThat(list("emil")).isEqualTo(401);
		assertThat(this.gateway.conversions().find(other)).isPresent();
	}

	private int list(String account) {
		return this.gateway.send(this.gateway.as(account, "/api/conversions")).statusCode();
	}

	private String upload(String account) {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.as(account, "/api/conversions")
			.header("Content-Type", "video/mp4")
			.POST(BodyPublishers.ofString("a video")));
		assertThat(response.statusCode()).isEqualTo(202);
		return TestGateway.json(response).get("id").asString();
	}

}
