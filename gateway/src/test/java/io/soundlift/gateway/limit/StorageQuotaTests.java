package io.soundlift.gateway.limit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.file.StoredFile;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the quota on stored bytes over HTTP, with two gateways in front of one
 * database.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("database")
class StorageQuotaTests {

	private static final int VIDEO_BYTES = 512 * 1024;

	private static final int FIT = 7;

	private static final int QUOTA = FIT * VIDEO_BYTES + 100;

	private static final int AT_ONCE = 16;

	private static final String[] LIMITS = { "--soundlift.gateway.max-concurrent-uploads=" + 2 * AT_ONCE,
			"--soundlift.gateway.account.max-stored-bytes=" + QUOTA + "B",
			"--soundlift.gateway.account.max-concurrent-uploads=0" };

	private final TestGateway first = new TestGateway(LIMITS);

	private final TestGateway second = this.first.replica(LIMITS);

	@AfterAll
	void stop() {
		this.second.stop();
		this.first.close();
	}

	@Test
	void takesExactlyAsManyParallelUploadsAtTwoGatewaysAsFit() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
		List<Callable<HttpResponse<byte[]>>> uploads = new ArrayList<>();
		for (int i = 0; i < AT_ONCE; i++) {
			TestGateway gateway = (i % 2 == 0) ? this.first : this.second;
			uploads.add(() -> upload(gateway, "anna", BodyPublishers.ofByteArray(new byte[VIDEO_BYTES])));
		}
		int accepted = 0;
		for (Future<HttpResponse<byte[]>> answer : threads.invokeAll(uploads)) {
			if (answer.get().statusCode() == 202) {
				accepted++;
			}
			else {
				assertRefused(answer.get());
			}
		}
		threads.shutdown();
		assertThat(accepted).isEqualTo(FIT);
		assertThat(stored("anna").get("used").asLong()).isEqualTo(FIT * VIDEO_BYTES);
		assertThat(stored("anna").get("left").asLong()).isEqualTo(100);
	}

	@Test
	void freesRoomInTheRequestThatDeletes() {
		String last = "";
		for (int i = 0; i < FIT; i++) {
			HttpResponse<byte[]> accepted = upload(this.first, "bert",
					BodyPublishers.ofByteArray(new byte[VIDEO_BYTES]));
			last = TestGateway.json(accepted).get("id").asString();
		}
		assertRefused(upload(this.first, "bert", BodyPublishers.ofByteArray(new byte[VIDEO_BYTES])));
		this.first.send(this.first.as("bert", "/api/conversions/" + last).DELETE());
		assertThat(upload(this.second, "bert", BodyPublishers.ofByteArray(new byte[VIDEO_BYTES])).statusCode())
			.isEqualTo(202);
	}

	@Test
	void countsMp3s() {
		HttpResponse<byte[]> accepted = upload(this.first, "cleo", BodyPublishers.ofString("abc"));
		Conversion claimed = this.first.claims()
			.claim(TestGateway.json(accepted).get("id").asString(), "worker", Duration.ofSeconds(30))
			.orElseThrow();
		assertThat(claimed.storage().maxAccountBytes()).as("told to the converter").isEqualTo(QUOTA);
		StoredFile file = StoredFile.whole(new ObjectId(), QUOTA - 13, "0".repeat(64), "audio/mpeg");
		this.first.claims().complete(claimed, new Mp3(file, 1000, "talk.mp3"));
		assertThat(stored("cleo").get("left").asLong()).isEqualTo(10);
		assertRefused(upload(this.second, "cleo", BodyPublishers.ofString("abcdefghijk")));
		assertThat(upload(this.second, "cleo", BodyPublishers.ofString("abcdefghij")).statusCode()).isEqualTo(202);
		assertThat(stored("dora").get("used").asLong()).as("another account").isZero();
	}

	@Test
	void refusesBeforeClientThatAsksFirstSendsItsBody() throws IOException {
		String head = "POST /api/conversions HTTP/1.1\r\nHost: x\r\nContent-Type: video/mp4\r\nAuthorization: Bearer "
				+ this.first.authServer().token("emil", TestGateway.ALL)
				+ "\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: " + VIDEO_BYTES + "\r\n\r\n";
		for (int i = 0; i < FIT; i++) {
			upload(this.first, "emil", BodyPublishers.ofByteArray(new byte[VIDEO_BYTES]));
		}
		try (Socket socket = new Socket("127.0.0.1", this.first.port())) {
			socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
			String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(answer).startsWith("HTTP/1.1 403").contains("storage-quota-exceeded");
		}
	}

	@Test
	void stopsUploadOfUnknownLengthThatHasNoRoom() {
		upload(this.first, "fred", BodyPublishers.ofByteArray(new byte[TestGateway.MAX_VIDEO_BYTES]));
		long before = this.first.storedDocuments();
		int left = QUOTA - TestGateway.MAX_VIDEO_BYTES;
		assertRefused(upload(this.second, "fred", unannounced(left + 1)));
		assertThat(this.first.storedDocuments()).as("left behind").isEqualTo(before);
		assertThat(upload(this.second, "fred", unannounced(left)).statusCode()).isEqualTo(202);
		assertRefused(upload(this.second, "fred", unannounced(1)));
	}

	private static void assertRefused(HttpResponse<byte[]> answer) {
		assertThat(answer.statusCode()).isEqualTo(403);
		JsonNode problem = TestGateway.json(answer);
		assertThat(problem.get("code").asString()).isEqualTo("storage-quota-exceeded");
		assertThat(problem.get("limit").asLong()).isEqualTo(QUOTA);
		assertThat(problem.get("left").asLong()).isLessThanOrEqualTo(VIDEO_BYTES + 100);
		assertThat(problem.get("detail").asString()).contains("Delete conversions");
		assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
	}

	private static HttpResponse<byte[]> upload(TestGateway gateway, String owner, BodyPublisher video) {
		return gateway.send(gateway.as(owner, "/api/conversions").header("Content-Type", "video/mp4").POST(video));
	}

	private static BodyPublisher unannounced(int bytes) {
		return BodyPublishers.ofInputStream(() -> (InputStream) new ByteArrayInputStream(new byte[bytes]));
	}

	private JsonNode stored(String owner) {
		return TestGateway.json(this.second.send(this.second.as(owner, "/api/limits"))).at("/account/storedBytes");
	}

}
