package io.soundlift.gateway.limit;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.soundlift.gateway.TestGateway;
import io.soundlift.testsupport.Background;
import io.soundlift.testsupport.MovableClock;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RequestLimit} over HTTP, with two gateways in front of one database.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestLimitTests {

	private static final int LIMIT = 30;

	private static final String PROPERTY = "--soundlift.gateway.account.max-requests-per-minute=" + LIMIT;

	/** Stands still, so that no minute ends between two requests. */
	private final Clock clock = new MovableClock(Instant.now());

	private final TestGateway first = new TestGateway(this.clock, PROPERTY);

	private final TestGateway second = this.first.replica(this.clock, PROPERTY);

	@AfterAll
	void stop() {
		this.second.stop();
		this.first.close();
	}

	@Test
	void answersExactlyAsManyRequestsAtTwoGatewaysAsTheMinuteHas() {
		List<CompletableFuture<HttpResponse<byte[]>>> calls = IntStream.range(0, 2 * LIMIT)
			.mapToObj((number) -> (number % 2 == 0) ? this.first : this.second)
			.map((gateway) -> Background.call(() -> list(gateway, "anna")))
			.toList();
		List<HttpResponse<byte[]>> answers = calls.stream().map(CompletableFuture::join).toList();
		assertThat(answers.stream().filter((answer) -> answer.statusCode() == 200)).hasSize(LIMIT);
		assertThat(answers.stream().filter((answer) -> answer.statusCode() != 200)).allSatisfy((answer) -> {
			assertThat(answer.statusCode()).isEqualTo(429);
			assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
			JsonNode problem = TestGateway.json(answer);
			assertThat(problem.get("code").asString()).isEqualTo("too-many-requests");
			assertThat(problem.get("limit").asInt()).isEqualTo(LIMIT);
			assertThat(answer.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 60L);
			assertThat(answer.headers().firstValue("RateLimit").orElseThrow()).startsWith("\"requests\";r=0;t=");
		});
		assertThat(list(this.first, "bert").statusCode()).as("another account").isEqualTo(200);
	}

	@Test
	void countsFewOfTheCallsThatFollowManyRefusals() {
		int calls = 200;
		List<Integer> answers = IntStream.range(0, calls)
			.mapToObj((call) -> list(this.first, "hans").statusCode())
			.toList();
		assertThat(answers.subList(LIMIT, calls)).containsOnly(429);
		assertThat(this.first.bean(RequestCounts.class).current("hans")).isBetween(LIMIT + 1, calls - 20);
	}

	@Test
	void tellsOnEachAnswerHowManyRequestsAreLeft() {
		assertThat(list(this.first, "cleo").headers().firstValue("RateLimit-Policy"))
			.contains("\"requests\";q=30;qu=\"requests\";w=60");
		HttpResponse<byte[]> unknown = this.second.send(this.second.as("cleo", "/api/conversions/nonsense"));
		assertThat(unknown.statusCode()).isEqualTo(404);
		assertThat(unknown.headers().firstValue("RateLimit").orElseThrow())
			.matches("\"requests\";r=28;t=([1-9]|[1-5][0-9]|60)");
	}

	@Test
	void refusesAnUploadWithoutReadingIt() {
		IntStream.range(0, LIMIT).forEach((number) -> list(this.first, "dora"));
		long before = this.first.storedDocuments();
		HttpResponse<byte[]> refused = this.second.send(this.second.as("dora", "/api/conversions")
			.header("Content-Type", "video/mp4")
			.POST(BodyPublishers.ofString("abc")));
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(this.first.storedDocuments()).isEqualTo(before);
	}

	@Test
	void asksStrangersForATokenAndCountsNothing() {
		HttpResponse<byte[]> response = this.first.send(this.first.anonymous("/api/conversions"));
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.headers().firstValue("RateLimit")).isEmpty();
	}

	@Test
	void countsEachMinuteAnewAndGoesOnWithAGatewayWhoseClockIsAhead() {
		Instant minute = Instant.parse("2026-01-31T12:00:00Z");
		assertThat(counts(minute).count("emil")).isEqualTo(1);
		assertThat(counts(minute.plusSeconds(59)).count("emil")).isEqualTo(2);
		assertThat(counts(minute.plusSeconds(60)).count("emil")).isEqualTo(1);
		assertThat(counts(minute.plusSeconds(59)).count("emil")).as("behind").isEqualTo(2);
		assertThat(counts(minute.plusSeconds(60)).current("emil")).isEqualTo(2);
		assertThat(counts(minute.plusSeconds(120)).current("emil")).isZero();
		assertThat(counts(minute.plusSeconds(59)).untilReset()).isEqualTo(Duration.ofSeconds(1));
		assertThat(counts(minute).untilReset()).isEqualTo(Duration.ofSeconds(60));
	}

	@Test
	void forgetsCountsOfThePast() {
		MongoTemplate mongo = this.first.bean(MongoTemplate.class);
		RequestCounts now = this.first.bean(RequestCounts.class);
		counts(this.clock.instant().minus(Duration.ofMinutes(62))).count("fred");
		now.count("gero");
		now.forgetTheUnused();
		assertThat(mongo.findById("fred", Document.class, "account_requests")).isNull();
		assertThat(mongo.findById("gero", Document.class, "account_requests")).isNotNull();
	}

	private RequestCounts counts(Instant now) {
		return new RequestCounts(this.first.bean(MongoDatabaseFactory.class), Clock.fixed(now, ZoneOffset.UTC));
	}

	private static HttpResponse<byte[]> list(TestGateway gateway, String owner) {
		return gateway.send(gateway.as(owner, "/api/conversions"));
	}

}
