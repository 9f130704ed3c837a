package io.soundlift.authserver;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import com.nimbusds.jose.jwk.JWKSet;
import org.bson.types.Binary;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.logging.LoggingSystem;
import org.springframework.data.mongodb.core.MongoOperations;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for restarts and for several servers on one database.
 */
@Tag("database")
class ReplicaIntegrationTests {

	@Test
	void keepsTokensValidAcrossRestart() throws Exception {
		try (TestAuthServer server = TestAuthServer.start()) {
			TokenEndpoint tokens = new TokenEndpoint(server);
			Page device = new TestDevice(server).allow(TestAuthServer.EMAIL, TestAuthServer.PASSWORD);
			String keysBefore = server.browser().get("/auth/oauth2/jwks").body();
			server.restart();
			assertThat(server.browser().get("/auth/oauth2/jwks").body()).isEqualTo(keysBefore);
			tokens.verify(device.text("access_token"));
			Page refreshed = tokens.askPublicly("/auth/oauth2/token", "grant_type", "refresh_token", "client_id",
					"soundlift-cli", "refresh_token", device.text("refresh_token"));
			assertThat(refreshed.status()).as(refreshed.body()).isEqualTo(200);
			assertThat(tokens.verify(refreshed.text("access_token")).getJWTClaimsSet().getSubject())
				.isEqualTo(tokens.verify(device.text("access_token")).getJWTClaimsSet().getSubject());
		}
	}

	@Test
	void keepsSignInsButNoTokensWhenSigningKeysAreNoLongerTrusted() throws Exception {
		try (TestAuthServer server = TestAuthServer.start()) {
			TokenEndpoint tokens = new TokenEndpoint(server);
			Page device = new TestDevice(server).allow(TestAuthServer.EMAIL, TestAuthServer.PASSWORD);
			String keyBefore = tokens.verify(device.text("access_token")).getHeader().getKeyID();
			server.restart(Map.of("soundlift.auth-server.signing-keys-since", Instant.now()));
			JWKSet keys = JWKSet.parse(server.browser().get("/auth/oauth2/jwks").body());
			assertThat(keys.getKeys()).hasSize(1);
			assertThat(keys.getKeyByKeyId(keyBefore)).isNull();
			Page refused = server.browser()
				.get("/auth/userinfo", "Authorization", "Bearer " + device.text("access_token"));
			assertThat(refused.status()).isEqualTo(401);
			assertThat(refused.header("WWW-Authenticate")).contains("invalid_token");
			Page refreshed = TestApp.commandLine(server, 50_003).refresh(device.text("refresh_token"));
			assertThat(refreshed.status()).as(refreshed.body()).isEqualTo(200);
			tokens.verify(refreshed.text("access_token"));
		}
	}

	@Test
	void keepsSignInsAndTheirReuseDetectionWhenTheEncryptionKeyIsReplaced() {
		try (TestAuthServer server = TestAuthServer.start()) {
			TestApp app = TestApp.commandLine(server, 50_004);
			Page first = new TestDevice(server).allow(TestAuthServer.EMAIL, TestAuthServer.PASSWORD);
			server.restart(Map.of("soundlift.auth-server.encryption-key",
					"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=", "soundlift.auth-server.previous-encryption-keys",
					"MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="));
			Page second = app.refresh(first.text("refresh_token"));
			assertThat(second.status()).as(second.body()).isEqualTo(200);
			app.refresh(first.text("refresh_token"));
			assertThat(app.refresh(second.text("refresh_token")).text("error")).isEqualTo("invalid_grant");
		}
	}

	@Test
	void makesOneOfEachWhenReplicasStartTogetherOnAnEmptyDatabase() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(3);
		TestAuthServer first = TestAuthServer.stopped();
		List<TestAuthServer> servers = List.of(first, first.replica(), first.replica());
		// replicas have a JVM each; here they would set up one Logback all at once
		System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
		try {
			List<Future<?>> starts = servers.stream().<Future<?>>map((server) -> executor.submit(server::run)).toList();
			for (Future<?> start : starts) {
				start.get();
			}
			MongoOperations mongo = first.bean(MongoOperations.class);
			assertThat(Stream.of("signing_keys", "accounts", "clients")
				.map((collection) -> mongo.getCollection(collection).countDocuments())).containsExactly(1L, 1L, 3L);
			String token = new TokenEndpoint(servers.get(1))
				.ask(TestAuthServer.CLIENT_ID, TestAuthServer.CLIENT_SECRET, "grant_type", "client_credentials")
				.text("access_token");
			new TokenEndpoint(servers.get(2)).verify(token);
		}
		finally {
			System.clearProperty(LoggingSystem.SYSTEM_PROPERTY);
			servers.forEach(TestAuthServer::close);
			executor.shutdownNow();
		}
	}

	@Test
	void publishesOnlyPublicKeys() throws Exception {
		JWKSet keys = JWKSet.parse(TestAuthServer.shared().browser().get("/auth/oauth2/jwks").body());
		assertThat(keys.getKeys()).hasSize(1);
		assertThat(keys.containsNonPublicKeys()).isFalse();
	}

	@Test
	void storesSigningKeyOnlyEncrypted() {
		StringBuilder stored = new StringBuilder();
		TestAuthServer.shared()
			.bean(MongoOperations.class)
			.getCollection("signing_keys")
			.find()
			.forEach((document) -> stored.append(document.toJson())
				.append(new String(document.get("encryptedJwk", Binary.class).getData(), StandardCharsets.UTF_8)));
		assertThat(stored).contains("encryptedJwk").doesNotContain("\"kty\"").doesNotContain("\"d\"");
	}

}
