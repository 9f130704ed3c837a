package io.soundlift.gateway.event;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

import io.micrometer.core.instrument.MeterRegistry;
import io.soundlift.gateway.TestAuthServer;
import io.soundlift.gateway.TestGateway;
import io.soundlift.gateway.TestVisitor;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Deletion;
import io.soundlift.journey.conversion.Failure;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.conversion.Phase;
import io.soundlift.journey.conversion.Progress;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.StoredFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for server-sent events, with two gateways.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventStreamTests {

	private static final Duration LEASE = Duration.ofMinutes(5);

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	/** Shows soon that a client has gone. */
	private static final String HEARTBEAT = "--soundlift.gateway.event-heartbeat=100ms";

	private static final String ALL = "/api/conversions/events";

	private final TestGateway gateway = new TestGateway("--soundlift.gateway.max-event-streams=12",
			"--soundlift.gateway.account.max-event-streams=2", HEARTBEAT);

	private final TestGateway replica = this.gateway.replica(HEARTBEAT);

	@AfterEach
	void leavesNoStreamOpen() {
		await().atMost(TIMEOUT).until(() -> open(this.gateway) == 0 && open(this.replica) == 0);
	}

	@AfterAll
	void stop() {
		this.replica.stop();
		this.gateway.close();
	}

	@Test
	void tellsTheSameAtBothGateways() throws IOException {
		try (TestEvents here = TestEvents.open(this.gateway, this.gateway.as("anna", ALL));
				TestEvents there = TestEvents.open(this.replica, this.replica.as("anna", ALL))) {
			assertThat(here.response().headers().firstValue("Content-Type"))
				.contains("text/event-stream;charset=UTF-8");
			assertThat(here.response().headers().firstValue("Cache-Control")).contains("no-store");
			assertThat(here.events()).extracting(TestEvents.Event::name).containsExactly("reset");
			Conversion accepted = accept("anna");
			Conversion others = accept("ben");
			here.awaitState(accepted.id(), "QUEUED");
			there.awaitState(accepted.id(), "QUEUED");
			Conversion claimed = claim(accepted);
			here.awaitState(accepted.id(), "CONVERTING");
			assertThat(this.gateway.claims().renewLease(claimed, new Progress(Phase.ENCODING, 42, 61.5, 90L), LEASE))
				.isTrue();
			here.awaitEvent("conversion", accepted.id(), "/progress/percent", "42");
			there.awaitEvent("conversion", accepted.id(), "/progress/percent", "42");
			this.gateway.claims().fail(claimed, new Failure("damaged", "It is damaged."));
			here.awaitEvent("conversion", accepted.id(), "/failure/code", "damaged");
			there.awaitState(accepted.id(), "FAILED");
			assertThat(this.replica.bean(Deletion.class).delete(accepted.id(), "anna")).isTrue();
			here.awaitEvent("deleted", accepted.id(), "/id", accepted.id());
			there.awaitEvent("deleted", accepted.id(), "/id", accepted.id());
			assertThat(here.events()).noneMatch((event) -> event.text("/id").equals(others.id()));
			assertThat(here.events().stream().filter((event) -> event.name().equals("deleted"))).hasSize(1);
		}
	}

	@Test
	void goesOnAtAnotherGatewayAfterTheLastEvent() throws IOException {
		Conversion accepted = accept("cleo");
		Conversion deleted = accept("cleo");
		String lastId;
		try (TestEvents before = TestEvents.open(this.gateway, this.gateway.as("cleo", ALL))) {
			lastId = before.lastId();
		}
		claim(accepted);
		this.gateway.bean(Deletion.class).delete(deleted.id(), "cleo");
		try (TestEvents after = TestEvents.open(this.replica,
				this.replica.as("cleo", ALL).header("Last-Event-ID", lastId))) {
			after.awaitState(accepted.id(), "CONVERTING");
			after.awaitEvent("deleted", deleted.id(), "/id", deleted.id());
			assertThat(after.events()).noneMatch((event) -> event.name().equals("reset"));
		}
	}

	@Test
	void saysWhenItDoesNotKnowWhatWasMissed() {
		String old = Long.toString(Instant.now().minus(Duration.ofHours(2)).toEpochMilli());
		String future = Long.toString(Instant.now().plus(Duration.ofHours(2)).toEpochMilli());
		for (String id : new String[] { old, future }) {
			try (TestEvents events = TestEvents.open(this.gateway,
					this.gateway.as("dora", ALL).header("Last-Event-ID", id))) {
				events.awaitName("reset");
			}
		}
		HttpResponse<byte[]> refused = this.gateway.send(this.gateway.as("dora", ALL).header("Last-Event-ID", "x"));
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(TestGateway.json(refused).get("code").asString()).isEqualTo("invalid-parameter");
	}

	@Test
	void followsOneConversionUntilItEnds() throws IOException {
		Conversion accepted = accept("emil");
		Conversion other = accept("emil");
		String path = "/api/conversions/" + accepted.id() + "/events";
		String lastId;
		try (TestEvents events = TestEvents.open(this.gateway, this.gateway.as("emil", path))) {
			events.awaitState(accepted.id(), "QUEUED");
			claim(other);
			Conversion claimed = claim(accepted);
			this.gateway.claims().fail(claimed, new Failure("damaged", "It is damaged."));
			events.awaitState(accepted.id(), "FAILED");
			events.awaitEnd();
			assertThat(events.events()).allMatch((event) -> event.text("/id").equals(accepted.id()));
			lastId = Long.toString(Instant.now().toEpochMilli());
		}
		assertThat(this.gateway.send(this.gateway.as("emil", path).header("Last-Event-ID", lastId)).statusCode())
			.isEqualTo(204);
		assertThat(this.gateway.send(this.gateway.as("emil", path)).body()).asString(StandardCharsets.UTF_8)
			.contains("\"state\":\"FAILED\"");
		HttpResponse<byte[]> stranger = this.gateway.send(this.gateway.as("fred", path));
		assertThat(stranger.statusCode()).isEqualTo(404);
		assertThat(TestGateway.json(stranger).get("code").asString()).isEqualTo("no-such-conversion");
	}

	@Test
	void tellsPlacesInTheQueueThatChangeByWhatOthersDo() throws IOException {
		Conversion first = accept("gina");
		Conversion second = accept("gina");
		// longer ago than what is looked at again
		this.gateway.bean(MongoOperations.class)
			.updateMulti(Query.query(Criteria.where("owner").is("gina")),
					Update.update("changedAt", Instant.now().minus(Duration.ofMinutes(5))), Conversion.class);
		String place = place("gina", second);
		try (TestEvents events = TestEvents.open(this.gateway, this.gateway.as("gina", ALL))) {
			claim(first);
			await().atMost(TIMEOUT).until(() -> !place("gina", second).equals(place));
			events.awaitEvent("conversion", second.id(), "/progress/queuePosition", place("gina", second));
		}
	}

	private String place(String owner, Conversion conversion) {
		return TestGateway.json(this.gateway.send(this.gateway.as(owner, "/api/conversions/" + conversion.id())))
			.at("/progress/queuePosition")
			.asString("");
	}

	@Test
	void refusesMoreStreamsThanAnAccountMayHave() {
		try (TestEvents one = TestEvents.open(this.gateway, this.gateway.as("hanna", ALL));
				TestEvents two = TestEvents.open(this.gateway, this.gateway.as("hanna", ALL))) {
			HttpResponse<byte[]> refused = this.gateway.send(this.gateway.as("hanna", ALL));
			assertThat(refused.statusCode()).isEqualTo(429);
			assertThat(TestGateway.json(refused).get("code").asString()).isEqualTo("too-many-parallel-event-streams");
			assertThat(refused.headers().firstValue("Retry-After")).contains("30");
			assertThat(this.gateway.send(this.gateway.as("hanna", ALL).method("HEAD", BodyPublishers.noBody()))
				.statusCode()).isEqualTo(200);
			try (TestEvents three = TestEvents.open(this.gateway, this.gateway.as("ida", ALL))) {
				HttpResponse<byte[]> origin = this.gateway.send(this.gateway.as("jan", ALL));
				assertThat(origin.statusCode()).as("a quarter of 12 streams for one origin").isEqualTo(503);
				assertThat(TestGateway.json(origin).get("code").asString()).isEqualTo("too-many-event-streams");
				assertThat(origin.headers().firstValue("Retry-After")).contains("30");
				assertThat(three.response().statusCode()).isEqualTo(one.response().statusCode())
					.isEqualTo(two.response().statusCode());
			}
		}
	}

	@Test
	void needsTokenThatMayRead() {
		assertThat(this.gateway.send(this.gateway.anonymous(ALL)).statusCode()).isEqualTo(401);
		HttpRequest.Builder write = this.gateway.anonymous(ALL)
			.header("Authorization", "Bearer " + this.gateway.authServer().token("kurt", "conversions:write"));
		assertThat(this.gateway.send(write).statusCode()).isEqualTo(403);
	}

	@Test
	void endsWithTheTokenAtItsExpiryAndWhenItIsRevoked() {
		String shortLived = this.gateway.authServer()
			.sign("at+jwt",
					TestAuthServer.claims("lena", TestGateway.ALL)
						.expirationTime(Date.from(Instant.now().plusSeconds(3)))
						.build());
		try (TestEvents events = TestEvents.of(this.gateway
			.sendForStream(this.gateway.anonymous(ALL).header("Authorization", "Bearer " + shortLived)))) {
			assertThat(events.response().statusCode()).isEqualTo(200);
			events.awaitEnd();
		}
		try (TestEvents events = TestEvents.open(this.gateway, this.gateway.as("mona", ALL))) {
			this.gateway.authServer().revoke("grant-of-mona");
			events.awaitEnd();
		}
	}

	@Test
	void endsWithTheSessionOfTheBrowser() {
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		String cookie = "soundlift=" + visitor.cookie("soundlift");
		try (TestEvents events = TestEvents.open(this.replica, this.replica.anonymous(ALL).header("Cookie", cookie))) {
			assertThat(events.response().statusCode()).isEqualTo(200);
			// the authorization server is of no help
			this.gateway.authServer().setTellsRevocations(false);
			visitor.send(this.gateway, visitor.changing(this.gateway, "/logout").POST(BodyPublishers.noBody()));
			events.awaitEnd();
		}
		finally {
			this.gateway.authServer().setTellsRevocations(true);
		}
		assertThat(this.replica.send(this.replica.anonymous(ALL).header("Cookie", cookie)).statusCode()).isEqualTo(401);
	}

	@Test
	void dropsClientThatDoesNotReadAndServesOthersMeanwhile() throws IOException {
		Conversion accepted = accept("nora");
		Conversion claimed = claim(accepted);
		try (Socket stuck = new Socket()) {
			stuck.setReceiveBufferSize(4 * 1024);
			stuck.connect(new InetSocketAddress("127.0.0.1", this.gateway.port()));
			String head = "GET " + ALL + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
					+ this.gateway.authServer().token("nora", TestGateway.ALL) + "\r\n\r\n";
			stuck.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
			EventStreams streams = this.gateway.bean(EventStreams.class);
			await().atMost(TIMEOUT).until(() -> streams.open().size() == 1);
			EventStream stream = streams.open().iterator().next();
			try (TestEvents events = TestEvents.open(this.gateway, this.gateway.as("nora", ALL))) {
				byte[] event = EventText.event("conversion", Instant.now(), "\"" + "x".repeat(50_000) + "\"");
				assertThat(
						this.gateway.claims().renewLease(claimed, new Progress(Phase.ENCODING, 77, 61.5, 90L), LEASE))
					.isTrue();
				events.awaitEvent("conversion", accepted.id(), "/progress/percent", "77");
				// until there is more than the sockets hold
				await().pollInterval(Duration.ofMillis(10)).atMost(Duration.ofMinutes(2)).until(() -> {
					stream.send(event);
					return stream.isReleased();
				});
				this.gateway.claims().fail(claimed, new Failure("damaged", "It is damaged."));
				events.awaitState(accepted.id(), "FAILED");
				assertThat(open(this.gateway)).isEqualTo(1);
			}
		}
	}

	@Test
	void endsAtTheStopOfTheGatewayAndGoesOnElsewhere() throws IOException {
		EventStreams streams = this.gateway.bean(EventStreams.class);
		try (TestEvents events = TestEvents.open(this.gateway, this.gateway.as("olga", ALL))) {
			streams.stop();
			events.awaitEnd();
			HttpResponse<byte[]> refused = this.gateway.send(this.gateway.as("olga", ALL));
			assertThat(refused.statusCode()).isEqualTo(503);
			assertThat(TestGateway.json(refused).get("code").asString()).isEqualTo("shutting-down");
			Conversion accepted = accept("olga");
			try (TestEvents elsewhere = TestEvents.open(this.replica,
					this.replica.as("olga", ALL).header("Last-Event-ID", events.lastId()))) {
				elsewhere.awaitState(accepted.id(), "QUEUED");
			}
		}
		finally {
			streams.start();
		}
	}

	private static double open(TestGateway gateway) {
		return gateway.bean(MeterRegistry.class).get("soundlift.event.streams.open").gauge().value();
	}

	private Conversion accept(String owner) throws IOException {
		String id = this.gateway.conversions().newId();
		StoredFile video = this.gateway.files()
			.write(Bucket.VIDEOS, id, "video/mp4", new ByteArrayInputStream(new byte[2000]), 2000);
		Conversion accepted = this.gateway.conversions()
			.accept(id, new Owner(owner, owner + "@example.org"), "talk.mp4", new ConversionOptions(128_000), video,
					null);
		this.gateway.files().confirm(video);
		return accepted;
	}

	private Conversion claim(Conversion conversion) {
		return this.gateway.claims().claim(conversion.id(), "test", LEASE).orElseThrow();
	}

}
