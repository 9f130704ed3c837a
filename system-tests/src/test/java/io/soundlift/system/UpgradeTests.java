package io.soundlift.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.mongodb.client.MongoCollection;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests of replacing running services by new ones, as {@code docs/operations.md} says.
 */
@OnSharedSystem
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpgradeTests {

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final TestSystem system;

	/** Id of the conversion that {@link #largeMp3()} has made; empty before. */
	private String largeMp3 = "";

	UpgradeTests(TestSystem system) {
		this.system = system;
	}

	@Test
	void restartsGatewaysOneAfterTheOtherWhileSomebodyUploadsAndDownloads() throws Exception {
		String longId = largeMp3();
		String sha256 = this.system.conversion(longId).get("mp3").get("sha256").asString();
		byte[] video = Files.readAllBytes(SampleMedia.file(Sample.MP4_AAC));
		List<String> accepted = new ArrayList<>();
		for (String name : List.of("gateway", "gateway-2")) {
			ServiceProcess gateway = this.system.service(name);
			Set<Object> before = videosBeingWritten();
			PipedOutputStream sender = new PipedOutputStream();
			CompletableFuture<HttpResponse<byte[]>> answer = upload(gateway, new PipedInputStream(sender));
			sender.write(video, 0, video.length / 2);
			sender.flush();
			await(name + " reads").until(() -> !before.containsAll(videosBeingWritten()));
			Download download = Download.begin(mp3(gateway, longId));
			gateway.process().destroy();
			try {
				await(name + " takes no more").until(() -> !takesConnections(gateway));
				for (int i = 0; i < 4; i++) {
					assertThat(this.system.apiStatus(this.system.newToken("conversions:read")))
						.as("another request while %s drains", name)
						.isEqualTo(200);
				}
				assertThat(answer).as("upload at %s", name).isNotDone();
				sender.write(video, video.length / 2, video.length - video.length / 2);
				sender.close();
				HttpResponse<byte[]> response = answer.get(2, TimeUnit.MINUTES);
				assertThat(response.statusCode()).isEqualTo(202);
				accepted.add(this.system.json(response).get("id").asString());
				assertThat(gateway.isAlive()).as("waits for a slow download").isTrue();
				assertThat(download.sha256()).as("the MP3 of %s", name).isEqualTo(sha256);
				gateway.stop();
			}
			finally {
				gateway.kill();
				gateway.start().awaitReady();
			}
		}
		for (String id : accepted) {
			assertThat(this.system.awaitState(id, "COMPLETED").get("attempt").asInt()).isEqualTo(1);
		}
	}

	@Test
	void answersAnUploadAndBreaksOffADownloadThatWouldNotEndInTimeWhenTheirGatewayIsStopped() throws Exception {
		String longId = largeMp3();
		ServiceProcess gateway = this.system.service("gateway-2");
		gateway.stop();
		String usual = gateway.get(TestSystem.SHUTDOWN_TIMEOUT);
		gateway.set(TestSystem.SHUTDOWN_TIMEOUT, "20s");
		gateway.start().awaitReady();
		Set<Object> before = videosBeingWritten();
		try {
			PipedOutputStream sender = new PipedOutputStream();
			CompletableFuture<HttpResponse<byte[]>> answer = upload(gateway, new PipedInputStream(sender));
			sender.write(new byte[3 * 1024 * 1024]);
			sender.flush();
			await("stored chunks").until(() -> !before.containsAll(videosBeingWritten()));
			Set<Object> videos = videosBeingWritten();
			videos.removeAll(before);
			Document chunks = new Document("files_id", new Document("$in", List.copyOf(videos)));
			await("stored chunks").until(() -> this.system.count("videos.chunks", chunks) > 0);
			Download download = Download.begin(mp3(gateway, longId));
			gateway.process().destroy();
			await("its answer").pollInterval(Duration.ofMillis(100)).until(() -> {
				if (!answer.isDone()) {
					sender.write(0);
					sender.flush();
				}
				return answer.isDone();
			});
			assertThat(gateway.isReady()).as("ready while it stops").isFalse();
			HttpResponse<byte[]> response = answer.get();
			assertThat(response.statusCode()).isEqualTo(503);
			assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
			assertThat(response.headers().firstValue("Retry-After")).contains("1");
			assertThat(this.system.json(response).get("code").asString()).isEqualTo("shutting-down");
			gateway.stop();
			assertThat(this.system.count("videos.chunks", chunks)).isZero();
			assertThat(videosBeingWritten()).doesNotContainAnyElementsOf(videos);
			assertThatExceptionOfType(IOException.class).as("an MP3 that is short").isThrownBy(download::sha256);
		}
		finally {
			gateway.kill();
			gateway.set(TestSystem.SHUTDOWN_TIMEOUT, usual);
			gateway.start().awaitReady();
		}
	}

	@Test
	void goesOnWhereAStoppedConverterWasWithoutCountingItsAttempt() throws Exception {
		ServiceProcess converter = this.system.service("converter");
		String id = this.system.upload(SampleMedia.mp4(Duration.ofMinutes(20)));
		await().atMost(Duration.ofMinutes(1))
			.pollInterval(Duration.ofMillis(20))
			.until(() -> this.system.count("kept_chunks", new Document("_id", id)) > 0);
		Document handedBack;
		try {
			converter.stop();
			handedBack = this.system.database().getCollection("conversions").find(new Document("_id", id)).first();
		}
		finally {
			converter.start().awaitReady();
		}
		assertThat(handedBack).as("once the process has ended, not when its lease has")
			.containsEntry("state", "QUEUED")
			.containsEntry("attempt", 0)
			.doesNotContainKey("leaseUntil");
		assertThat(this.system.awaitState(id, "COMPLETED").get("attempt").asInt()).isEqualTo(1);
		this.system.awaitMail(id);
		assertThat(this.system.mailsAbout(id)).hasSize(1);
		assertThat(this.system.count("mp3s.files", new Document("metadata.conversionId", id))).isEqualTo(1);
		// they go after the conversion has ended
		await().untilAsserted(() -> assertThat(this.system.count("kept_chunks", new Document("_id", id))).isZero());
	}

	@Test
	void acceptsUploadsWhileAllOtherServicesAreReplaced() throws Exception {
		List<ServiceProcess> others = Stream.of("config-server", "auth-server", "notifier", "converter")
			.map(this.system::service)
			.toList();
		this.system.renewToken();
		for (ServiceProcess service : others) {
			service.stop();
		}
		String id;
		try {
			id = this.system.upload(SampleMedia.file(Sample.MP4_AAC));
		}
		finally {
			others.get(0).start().awaitReady();
			others.subList(1, others.size()).forEach(ServiceProcess::start);
			others.forEach(ServiceProcess::awaitReady);
		}
		this.system.awaitState(id, "COMPLETED");
		this.system.awaitMail(id);
		assertThat(this.system.mailsAbout(id)).hasSize(1);
	}

	@Test
	void leavesFieldsOfALaterVersionAlone() {
		Document later = new Document("since", 2);
		MongoCollection<Document> conversions = this.system.database().getCollection("conversions");
		this.system.broker().cut();
		String id;
		try {
			id = this.system.upload(SampleMedia.file(Sample.MP4_AAC));
			conversions.updateOne(new Document("_id", id),
					new Document("$set", new Document("later", later).append("options.later", later)));
		}
		finally {
			this.system.broker().restore();
		}
		this.system.awaitState(id, "COMPLETED");
		this.system.awaitMail(id);
		Document conversion = conversions.find(new Document("_id", id)).first();
		assertThat(conversion).isNotNull().containsEntry("later", later);
		assertThat(conversion.get("options", Document.class)).containsEntry("later", later);
	}

	/**
	 * Returns the conversion of an MP3 of more bytes than connections hold that nobody
	 * reads from.
	 * @return its id
	 */
	private String largeMp3() {
		if (this.largeMp3.isEmpty()) {
			String id = this.system.upload(SampleMedia.mp4(Duration.ofMinutes(20)), "?bitrate=320k&end=600");
			this.system.awaitState(id, "COMPLETED");
			this.largeMp3 = id;
		}
		return this.largeMp3;
	}

	/**
	 * Returns the videos that are on their way into the store, at any gateway.
	 */
	private Set<Object> videosBeingWritten() {
		return this.system.database()
			.getCollection("file_writes")
			.find(new Document("bucket", "VIDEOS"))
			.map((write) -> write.get("_id"))
			.into(new HashSet<>());
	}

	private CompletableFuture<HttpResponse<byte[]>> upload(ServiceProcess gateway, PipedInputStream video) {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/api/conversions"))
			.header("Authorization", "Bearer " + this.system.newToken("conversions:read conversions:write"))
			.header("Content-Type", "video/mp4")
			.timeout(Duration.ofMinutes(5))
			.POST(HttpRequest.BodyPublishers.ofInputStream(() -> video))
			.build();
		return this.http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
	}

	private HttpResponse<InputStream> mp3(ServiceProcess gateway, String id) throws Exception {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/api/conversions/" + id + "/mp3"))
			.header("Authorization", "Bearer " + this.system.newToken("conversions:read"))
			.timeout(Duration.ofMinutes(5))
			.build();
		return this.http.send(request, HttpResponse.BodyHandlers.ofInputStream());
	}

	private static boolean takesConnections(ServiceProcess service) {
		try (Socket connection = new Socket("127.0.0.1", service.port())) {
			return connection.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * An MP3 that is on its way to a client that takes nothing more for a while.
	 *
	 * @param digest what has come
	 * @param rest what is to come
	 */
	private record Download(MessageDigest digest, InputStream rest) {

		static Download begin(HttpResponse<InputStream> response) throws Exception {
			assertThat(response.statusCode()).isEqualTo(200);
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			digest.update(response.body().readNBytes(100_000));
			return new Download(digest, response.body());
		}

		/**
		 * Reads the rest.
		 * @return the SHA-256 of all of it
		 * @throws IOException if it breaks off before its end
		 */
		String sha256() throws IOException {
			try (DigestInputStream content = new DigestInputStream(this.rest, this.digest)) {
				content.transferTo(OutputStream.nullOutputStream());
			}
			return HexFormat.of().formatHex(this.digest.digest());
		}

	}

}
