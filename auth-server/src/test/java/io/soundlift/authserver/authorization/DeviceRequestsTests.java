package io.soundlift.authserver.authorization;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.soundlift.support.Secrets;
import io.soundlift.testsupport.TestMongo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the slots of device authorizations.
 */
@Tag("database")
class DeviceRequestsTests {

	private static final int SLOTS = 50;

	private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

	private final MongoOperations mongo = new MongoTemplate(
			new SimpleMongoClientDatabaseFactory(TestMongo.uri() + "/" + TestMongo.databaseName()));

	private final DeviceRequests requests = at(NOW);

	@Test
	void storesNoMoreThanThereAreSlots() {
		for (int i = 0; i < 10 * SLOTS; i++) {
			assertThat(this.requests.add(authorization(NOW.plusSeconds(600 + i)))).isTrue();
		}
		assertThat(stored()).isBetween((long) SLOTS - 5, (long) SLOTS);
	}

	@Test
	void keepsNewestRequestsWhenAllSlotsAreTaken() {
		IntStream.range(0, 4 * SLOTS).forEach((i) -> this.requests.add(authorization(NOW.plusSeconds(i))));
		List<AuthorizationDocument> newest = IntStream.range(0, 5)
			.mapToObj((i) -> authorization(NOW.plusSeconds(1000 + i)))
			.toList();
		newest.forEach(this.requests::add);
		assertThat(newest).allSatisfy((request) -> assertThat(waits(this.requests, request)).isTrue());
	}

	@Test
	void replacesNoRequestWhileSlotsAreFree() {
		List<AuthorizationDocument> few = IntStream.range(0, SLOTS / 5)
			.mapToObj((i) -> authorization(NOW.plusSeconds(600)))
			.toList();
		few.forEach(this.requests::add);
		assertThat(few).filteredOn((request) -> waits(this.requests, request)).hasSize(few.size());
	}

	@Test
	void freesSlotsOfExpiredRequests() {
		IntStream.range(0, SLOTS).forEach((i) -> this.requests.add(authorization(NOW.plusSeconds(600))));
		DeviceRequests later = at(NOW.plus(Duration.ofMinutes(11)));
		later.removeExpired();
		assertThat(stored()).isZero();
	}

	@Test
	void refusesUserCodeThatIsInUse() {
		AuthorizationDocument first = authorization(NOW.plusSeconds(600));
		assertThat(this.requests.add(first)).isTrue();
		AuthorizationDocument same = new AuthorizationDocument("other", 0, "client", "client",
				Map.of("device_code", Secrets.newToken(), "user_code", first.hashes().get("user_code")),
				first.expiresAt(), new byte[0], null, null);
		assertThat(this.requests.add(same)).isFalse();
	}

	@Test
	void limitsPollingWithoutFurtherDocuments() {
		AuthorizationDocument waiting = authorization(NOW.plusSeconds(600), "a device code");
		this.requests.add(waiting);
		Duration interval = Duration.ofSeconds(4);
		assertThat(this.requests.mayPoll("a device code", interval)).contains(true);
		assertThat(this.requests.mayPoll("a device code", interval)).contains(false);
		assertThat(at(NOW.plusSeconds(4)).mayPoll("a device code", interval)).contains(true);
		assertThat(this.requests.mayPoll("another device code", interval)).isEmpty();
	}

	private DeviceRequests at(Instant time) {
		return new DeviceRequests(this.mongo, Clock.fixed(time, ZoneOffset.UTC), SLOTS);
	}

	private long stored() {
		return this.mongo.getCollection("device_requests").countDocuments();
	}

	private static boolean waits(DeviceRequests requests, AuthorizationDocument request) {
		return requests.find(TokenKind.DEVICE_CODE, request.hashes().getOrDefault("device_code", "")) != null;
	}

	private static AuthorizationDocument authorization(Instant expiresAt) {
		return authorization(expiresAt, Secrets.newToken());
	}

	private static AuthorizationDocument authorization(Instant expiresAt, String deviceCode) {
		return new AuthorizationDocument(Secrets.newId(), 0, "client", "client",
				Map.of("device_code", Secrets.sha256(deviceCode), "user_code", Secrets.newToken()), expiresAt,
				new byte[0], null, null);
	}

}
