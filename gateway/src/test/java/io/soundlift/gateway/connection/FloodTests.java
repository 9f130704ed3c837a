package io.soundlift.gateway.connection;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for a gateway with the heap of production that strangers flood with slow
 * connections. {@code -Dflood.headers=5000 -Dflood.bodies=1000 -Dflood.uploads=200} are
 * the figures that it has to stand.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FloodTests {

	private static final Logger logger = LoggerFactory.getLogger(FloodTests.class);

	private static final int HEADERS = Integer.getInteger("flood.headers", 1500);

	private static final int BODIES = Integer.getInteger("flood.bodies", 300);

	private static final int UPLOADS = Integer.getInteger("flood.uploads", 60);

	/**
	 * Generous: what is slow on a busy machine is no matter here, what has to wait for
	 * strangers is.
	 */
	private static final Duration LONGEST_ANSWER = Duration.ofMinutes(1);

	private static final Duration ATTACK = Duration.ofSeconds(Integer.getInteger("flood.seconds", 6));

	private static final Duration DRIP = Duration.ofSeconds(3);

	private static final int ATTEMPTS_A_SECOND = 10;

	private static final int PERCENTILE = 95;

	private final TestGatewayProcess gateway = new TestGatewayProcess();

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final long quiet = warmedUp();

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@AfterEach
	void givesMemoryBack() {
		assertThat(this.gateway.isAlive()).isTrue();
		await().atMost(Duration.ofMinutes(3))
			.pollInterval(Duration.ofSeconds(2))
			.untilAsserted(() -> assertThat(this.gateway.usedHeapMebibytes()).isLessThan(this.quiet + 16));
	}

	@Test
	void answersOthersWhileHeadersDoNotEnd() {
		try (Strangers strangers = new Strangers(this.gateway.port(), HEADERS,
				"GET /api/conversions HTTP/1.1\r\nHost: a\r\nX-Filler: " + "a".repeat(100), DRIP)) {
			assertOthersAreAnswered("headers", strangers);
		}
	}

	@Test
	void answersOthersWhileBodiesDoNotEnd() {
		try (Strangers strangers = new Strangers(this.gateway.port(), BODIES,
				"POST /auth/sign-in HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
						+ "Content-Length: 10000\r\n\r\na=",
				DRIP)) {
			assertOthersAreAnswered("bodies", strangers);
		}
	}

	@Test
	void answersOthersWhileRefusedUploadsDoNotEnd() {
		try (Strangers strangers = new Strangers(this.gateway.port(), UPLOADS,
				"POST /api/conversions HTTP/1.1\r\nHost: a\r\nContent-Type: video/mp4\r\n"
						+ "Content-Length: 1000000\r\n\r\na",
				DRIP)) {
			assertOthersAreAnswered("uploads", strangers);
		}
	}

	private long warmedUp() {
		for (int i = 0; i < 20; i++) {
			assertThat(status(signIn())).isEqualTo(200);
			assertThat(status(list("anna"))).isEqualTo(200);
			assertThat(status(upload("anna"))).isEqualTo(202);
		}
		long used = this.gateway.usedHeapMebibytes();
		logger.info("Heap in use when nothing happens: {} MiB", used);
		return used;
	}

	private void assertOthersAreAnswered(String flood, Strangers strangers) {
		await().atMost(Duration.ofMinutes(1)).until(() -> strangers.open() + strangers.closed() > 0);
		List<Long> millis = new ArrayList<>();
		long end = System.nanoTime() + ATTACK.toNanos();
		while (System.nanoTime() < end) {
			// an account for each flood: all together they reach the limit of one
			for (HttpRequest request : List.of(signIn(), list(flood), upload(flood))) {
				long start = System.nanoTime();
				int status = status(request);
				assertThat(this.gateway.isAlive()).as("gateway lives").isTrue();
				assertThat(status).as(request.uri().getPath()).isIn(200, 202);
				millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
			}
			await().pollDelay(Duration.ofSeconds(1).dividedBy(ATTEMPTS_A_SECOND)).until(() -> true);
		}
		Collections.sort(millis);
		long percentile = millis.get(millis.size() * PERCENTILE / 100);
		logger.info("{}: {} open, {} closed, {} answers to others, 95 % within {} ms, all within {} ms", flood,
				strangers.open(), strangers.closed(), millis.size(), percentile, millis.get(millis.size() - 1));
	}

	private HttpRequest signIn() {
		return request("/auth/echo").header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString("username=x&password=y"))
			.build();
	}

	private HttpRequest list(String owner) {
		return request("/api/conversions").header("Authorization", "Bearer " + this.gateway.token(owner)).build();
	}

	private HttpRequest upload(String owner) {
		return request("/api/conversions").header("Authorization", "Bearer " + this.gateway.token(owner))
			.header("Content-Type", "video/mp4")
			.POST(BodyPublishers.ofByteArray(new byte[100_000]))
			.build();
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.gateway.port() + path))
			.timeout(LONGEST_ANSWER);
	}

	private int status(HttpRequest request) {
		try {
			return this.http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
		}
		catch (IOException ex) {
			logger.warn("{} {} got no answer: {}", request.method(), request.uri().getPath(), ex.toString());
			return -1;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return -1;
		}
	}

}
