package io.soundlift.gateway.limit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.usage.AccountUsage;
import io.soundlift.journey.usage.AccountUsages;
import io.soundlift.journey.usage.Reservation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link UploadLimits} over HTTP, with two gateways in front of one database.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("database")
class UploadLimitsTests {

	private static final int VIDEO_BYTES = 512 * 1024;

	private static final int FIT_IN_A_DAY = 7;

	private static final int DAY_BYTES = FIT_IN_A_DAY * VIDEO_BYTES + 100;

	private static final int RUNNING = 9;

	private static final int AT_ONCE = 20;

	private static final String[] LIMITS = { "--soundlift.gateway.max-concurrent-uploads=" + AT_ONCE,
			"--soundlift.gateway.account.max-bytes-per-day=" + DAY_BYTES + "B",
			"--soundlift.gateway.account.max-running-conversions=" + RUNNING,
			"--soundlift.gateway.account.max-concurrent-uploads=0" };

	private final TestGateway first = new TestGateway(LIMITS);

	private final TestGateway second = this.first.replica(LIMITS);

	@AfterAll
	void stop() {
		this.second.stop();
		this.first.close();
	}

	@Test
	void takesExactlyAsManyParallelUploadsAtTwoGatewaysAsFitInTheDay() {
		List<HttpResponse<byte[]>> answers = uploadAtOnce("anna",
				(number) -> BodyPublishers.ofByteArray(new byte[VIDEO_BYTES]));
		assertThat(answers.stream().filter((answer) -> answer.statusCode() == 202)).hasSize(FIT_IN_A_DAY);
		assertThat(answers.stream().filter((answer) -> answer.statusCode() != 202)).allSatisfy((answer) -> {
			assertThat(answer.statusCode()).isEqualTo(429);
			JsonNode problem = TestGateway.json(answer);
			assertThat(problem.get("code").asString()).isEqualTo("daily-bytes-exceeded");
			assertThat(problem.get("limit").asInt()).isEqualTo(DAY_BYTES);
			assertThat(problem.get("left").asInt()).isLessThan(VIDEO_BYTES);
			assertThat(answer.headers().firstValueAsLong("Retry-After").orElseThrow()).isPositive();
		});
		assertThat(conversions("anna")).hasSize(FIT_IN_A_DAY);
		assertThat(usage("anna").bytes()).isEqualTo(FIT_IN_A_DAY * VIDEO_BYTES);
		assertThat(usage("anna").reservations()).isEmpty();
	}

	@Test
	void takesExactlyAsManyParallelUploadsAtTwoGatewaysAsConversionsMayRun() {
		List<HttpResponse<byte[]>> answers = uploadAtOnce("bert", (number) -> BodyPublishers.ofString("abc"));
		assertThat(answers.stream().filter((answer) -> answer.statusCode() == 202)).hasSize(RUNNING);
		assertThat(answers.stream().filter((answer) -> answer.statusCode() != 202)).allSatisfy((answer) -> {
			assertThat(answer.statusCode()).isEqualTo(429);
			assertThat(TestGateway.json(answer).get("code").asString()).isEqualTo("too-many-conversions");
			assertThat(answer.headers().firstValue("Retry-After")).contains("30");
		});
		List<Conversion> running = conversions("bert");
		assertThat(running).hasSize(RUNNING);
		this.first.conversions().markDeleted(running.get(0).id(), "bert");
		// after so many refusals the last one may be given once more for a second
		await().untilAsserted(() -> assertThat(upload(this.second, "bert", BodyPublishers.ofString("abc")).statusCode())
			.as("after one of them has ended")
			.isEqualTo(202));
		assertThat(upload(this.first, "bert", BodyPublishers.ofString("abc")).statusCode()).isEqualTo(429);
	}

	@Test
	void neverTakesMoreThanTheDayHasWhenLengthsAreNotAnnounced() {
		List<HttpResponse<byte[]>> answers = uploadAtOnce("cleo", (number) -> unannounced(VIDEO_BYTES + number));
		long bytes = conversions("cleo").stream().mapToLong((conversion) -> conversion.video().sizeBytes()).sum();
		assertThat(bytes).isPositive().isLessThanOrEqualTo(DAY_BYTES);
		assertThat(answers.stream().map(HttpResponse::statusCode)).containsOnly(202, 429);
		assertThat(usage("cleo").bytes()).isEqualTo(bytes);
	}

	@Test
	void givesBackWhatAnUploadReservedAndDidNotUse() {
		assertThat(upload(this.first, "dora", unannounced(10)).statusCode()).isEqualTo(202);
		assertThat(usage("dora").bytes()).isEqualTo(10);
		HttpResponse<byte[]> refused = this.first.send(this.first.as("dora", "/api/conversions")
			.header("Content-Type", "multipart/form-data; boundary=b")
			.POST(BodyPublishers.ofString("--b--\r\n")));
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(usage("dora").bytes()).isEqualTo(10);
		assertThat(usage("dora").reservations()).isEmpty();
	}

	@Test
	void givesBackWhatACutUploadHeld() throws IOException {
		try (Socket socket = begin(this.first, "emil", VIDEO_BYTES, "")) {
			socket.getOutputStream().write(new byte[VIDEO_BYTES / 2]);
			await().until(() -> usage("emil").bytes() == VIDEO_BYTES);
		}
		await().untilAsserted(() -> assertThat(usage("emil").bytes()).isZero());
		assertThat(conversions("emil")).isEmpty();
	}

	@Test
	void stopsAnUploadOfUnknownLengthThatTurnsOutToBeTooMuchForTheDay() {
		int most = TestGateway.MAX_VIDEO_BYTES;
		assertThat(upload(this.first, "fred", BodyPublishers.ofByteArray(new byte[most])).statusCode()).isEqualTo(202);
		long before = this.first.storedDocuments();
		HttpResponse<byte[]> refused = upload(this.second, "fred", unannounced(DAY_BYTES - most + 1));
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow()).isLessThanOrEqualTo(86_401);
		assertThat(this.first.storedDocuments()).as("left behind").isEqualTo(before);
		assertThat(upload(this.second, "fred", unannounced(DAY_BYTES - most)).statusCode()).as("what is left")
			.isEqualTo(202);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void isHeldUpByADeadGatewaysReservationsForTheLeaseOnly(boolean over) {
		String owner = "gero-" + over;
		Instant until = Instant.now().plus(over ? Duration.ofSeconds(-1) : Duration.ofMinutes(1));
		AccountUsage usage = AccountUsage.none(owner, Instant.now()).with(new Reservation("dead", DAY_BYTES, until));
		this.first.bean(MongoTemplate.class).insert(usage);
		assertThat(upload(this.first, owner, BodyPublishers.ofString("abc")).statusCode()).isEqualTo(over ? 202 : 429);
	}

	@Test
	void refusesBeforeAClientThatAsksFirstSendsItsBody() throws IOException {
		this.first.bean(MongoTemplate.class)
			.insert(AccountUsage.none("hanna", Instant.now())
				.with(new Reservation("other", DAY_BYTES, Instant.now().plusSeconds(60))));
		try (Socket socket = begin(this.first, "hanna", VIDEO_BYTES, "Expect: 100-continue\r\nConnection: close\r\n")) {
			String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(answer).startsWith("HTTP/1.1 429").contains("daily-bytes-exceeded");
		}
	}

	@Test
	void limitsUploadsOfOneAccountAtTheSameTime() throws IOException {
		TestGateway third = this.first.replica("--soundlift.gateway.account.max-concurrent-uploads=1");
		try (Socket running = begin(this.first, "ida", VIDEO_BYTES, "")) {
			await().until(() -> usage("ida").reservations().size() == 1);
			assertThat(running.isConnected()).isTrue();
			HttpResponse<byte[]> refused = upload(third, "ida", BodyPublishers.ofString("abc"));
			assertThat(refused.statusCode()).isEqualTo(429);
			assertThat(TestGateway.json(refused).get("code").asString()).isEqualTo("too-many-parallel-uploads");
			assertThat(upload(third, "jo", BodyPublishers.ofString("abc")).statusCode()).as("another account")
				.isEqualTo(202);
		}
		finally {
			third.stop();
		}
	}

	@Test
	void forgetsUsageOfAccountsThatHaveNotUploadedForDays() {
		MongoTemplate mongo = this.first.bean(MongoTemplate.class);
		mongo.insert(AccountUsage.none("karl", Instant.now().minus(Duration.ofHours(49))));
		mongo.insert(AccountUsage.none("lena", Instant.now().minus(Duration.ofHours(47))));
		this.first.bean(AccountUsages.class).forgetTheUnused();
		assertThat(mongo.findById("karl", AccountUsage.class)).isNull();
		assertThat(mongo.findById("lena", AccountUsage.class)).isNotNull();
	}

	private List<HttpResponse<byte[]>> uploadAtOnce(String owner, IntFunction<BodyPublisher> body) {
		// a day that ends in between would begin with another count
		await().until(() -> Instant.now().plusSeconds(20).atOffset(ZoneOffset.UTC).getDayOfYear() == Instant.now()
			.atOffset(ZoneOffset.UTC)
			.getDayOfYear());
		CountDownLatch all = new CountDownLatch(AT_ONCE);
		ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
		try {
			List<Future<HttpResponse<byte[]>>> answers = new ArrayList<>();
			for (int i = 0; i < AT_ONCE; i++) {
				TestGateway gateway = (i % 2 == 0) ? this.first : this.second;
				BodyPublisher video = body.apply(i);
				answers.add(threads.submit(() -> {
					all.countDown();
					all.await();
					return upload(gateway, owner, video);
				}));
			}
			List<HttpResponse<byte[]>> result = new ArrayList<>();
			for (Future<HttpResponse<byte[]>> answer : answers) {
				result.add(answer.get());
			}
			return result;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static HttpResponse<byte[]> upload(TestGateway gateway, String owner, BodyPublisher video) {
		HttpRequest.Builder request = gateway.as(owner, "/api/conversions");
		return gateway.send(request.header("Content-Type", "video/mp4").POST(video));
	}

	private static BodyPublisher unannounced(int bytes) {
		return BodyPublishers.ofInputStream(() -> (InputStream) new ByteArrayInputStream(new byte[bytes]));
	}

	private static Socket begin(TestGateway gateway, String owner, int length, String headers) throws IOException {
		String head = "POST /api/conversions HTTP/1.1\r\nHost: x\r\nContent-Type: video/mp4\r\nAuthorization: Bearer "
				+ gateway.authServer().token(owner, TestGateway.ALL) + "\r\nContent-Length: " + length + "\r\n"
				+ headers + "\r\n";
		Socket socket = new Socket("127.0.0.1", gateway.port());
		socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	private List<Conversion> conversions(String owner) {
		return this.first.conversions().list(owner, null, 100);
	}

	private AccountUsage usage(String owner) {
		return this.first.bean(AccountUsages.class).of(owner);
	}

}
