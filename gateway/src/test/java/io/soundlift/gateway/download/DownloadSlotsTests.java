package io.soundlift.gateway.download;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;
import io.soundlift.gateway.TestGateway;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.StoredFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link DownloadSlots} over HTTP.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DownloadSlotsTests {

	/** More than the buffers between the gateway and a client that does not read. */
	private static final int MP3_BYTES = 24 * 1024 * 1024;

	private final TestGateway gateway = new TestGateway("--soundlift.gateway.max-concurrent-downloads=3",
			"--soundlift.gateway.account.max-concurrent-downloads=2");

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@Test
	void refusesDownloadsBeyondTheLimitsUntilOthersAreDone() throws IOException {
		String annas = completed("anna");
		String berts = completed("bert");
		String cleos = completed("cleo");
		try (Socket first = stuck("anna", annas); Socket second = stuck("anna", annas)) {
			await().until(() -> running() == 2);
			assertThat(second.isConnected()).isTrue();
			assertRefused(get("anna", annas), 429, "too-many-parallel-downloads");
			assertThat(head("anna", annas)).as("what needs no slot").isEqualTo(200);
			try (Socket third = stuck("bert", berts)) {
				await().until(() -> running() == 3);
				assertThat(third.isConnected()).isTrue();
				assertRefused(get("cleo", cleos), 503, "too-many-downloads");
			}
			await().untilAsserted(() -> assertThat(get("cleo", cleos).statusCode()).isEqualTo(200));
			assertThat(first.isConnected()).isTrue();
		}
		await().until(() -> running() == 0);
		assertThat(get("anna", annas).body()).hasSize(MP3_BYTES);
	}

	@Test
	void leavesRoomForOwnersBesideLinks() {
		await().until(() -> running() == 0);
		// 3 slots, of which links may have one, and 2 for each account and visitor
		DownloadSlots slots = this.gateway.bean(DownloadSlots.class);
		DownloadSlots.Slot link = slots.takeShared("anna", "192.0.2.1");
		assertThatExceptionOfType(Problem.class).isThrownBy(() -> slots.takeShared("bert", "192.0.2.2"))
			.satisfies((refused) -> assertThat(refused.getStatusCode().value()).isEqualTo(503));
		DownloadSlots.Slot first = slots.take("anna");
		DownloadSlots.Slot second = slots.take("anna");
		second.giveBack();
		first.giveBack();
		link.giveBack();
		DownloadSlots.Slot next = slots.takeShared("bert", "192.0.2.2");
		next.giveBack();
		assertThat(running()).isZero();
	}

	private static void assertRefused(HttpResponse<byte[]> response, int status, String code) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(TestGateway.json(response).get("code").asString()).isEqualTo(code);
		assertThat(response.headers().firstValue("Retry-After")).contains("10");
	}

	private double running() {
		return this.gateway.bean(MeterRegistry.class).get("soundlift.downloads.running").gauge().value();
	}

	/**
	 * Begins a download and reads nothing of it.
	 */
	private Socket stuck(String owner, String id) throws IOException {
		Socket socket = new Socket();
		socket.setReceiveBufferSize(16 * 1024);
		socket.connect(new InetSocketAddress("127.0.0.1", this.gateway.port()));
		String head = "GET /api/conversions/" + id + "/mp3 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
				+ this.gateway.authServer().token(owner, TestGateway.ALL) + "\r\n\r\n";
		socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	private HttpResponse<byte[]> get(String owner, String id) {
		return this.gateway.send(this.gateway.as(owner, "/api/conversions/" + id + "/mp3"));
	}

	private int head(String owner, String id) {
		return this.gateway
			.send(this.gateway.as(owner, "/api/conversions/" + id + "/mp3").method("HEAD", BodyPublishers.noBody()))
			.statusCode();
	}

	private String completed(String owner) throws IOException {
		String id = this.gateway.conversions().newId();
		StoredFile video = store(Bucket.VIDEOS, id, 3);
		Conversion accepted = this.gateway.conversions()
			.accept(id, new Owner(owner, owner + "@example.org"), "talk.mp4", new ConversionOptions(192_000), video,
					null);
		this.gateway.files().confirm(video);
		StoredFile mp3 = store(Bucket.MP3S, id, MP3_BYTES);
		Conversion claimed = this.gateway.claims().claim(accepted.id(), "test", Duration.ofMinutes(1)).orElseThrow();
		this.gateway.claims().complete(claimed, new Mp3(mp3, 1000, "talk.mp3"));
		this.gateway.files().confirm(mp3);
		return id;
	}

	private StoredFile store(Bucket bucket, String id, int bytes) throws IOException {
		return this.gateway.files().write(bucket, id, "video/mp4", new ByteArrayInputStream(new byte[bytes]), bytes);
	}

}
