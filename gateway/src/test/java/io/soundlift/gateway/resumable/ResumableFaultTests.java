package io.soundlift.gateway.resumable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import com.mongodb.ConnectionString;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.soundlift.gateway.TestGateway;
import io.soundlift.testsupport.Background;
import io.soundlift.testsupport.TcpProxy;
import io.soundlift.testsupport.TestMongo;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.mongodb.MongoDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for resumable uploads whose connections, gateways or store break.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("database")
class ResumableFaultTests {

	private static final int MIB = 1024 * 1024;

	private static final byte[] VIDEO = TusClient.video(2 * MIB + 77);

	private static final String SLOTS = "--soundlift.gateway.max-concurrent-uploads=16";

	private final ServerAddress store = new ServerAddress(new ConnectionString(TestMongo.uri()).getHosts().get(0));

	private final TcpProxy line = new TcpProxy(
			List.of(new InetSocketAddress(this.store.getHost(), this.store.getPort())));

	private final TestGateway gateway = new TestGateway(SLOTS, "--soundlift.gateway.upload.min-rate=1KB",
			"--soundlift.gateway.upload.min-rate-window=5s");

	/** Reaches the same store by a line that can break. */
	private final TestGateway dying = this.gateway.replica(SLOTS, "--soundlift.gateway.upload.min-rate-window=1m",
			"--spring.mongodb.uri=mongodb://127.0.0.1:" + this.line.port()
					+ "/?directConnection=true&retryWrites=true&socketTimeoutMS=20000&serverSelectionTimeoutMS=20000");

	@AfterEach
	void restore() {
		this.line.restore();
	}

	@AfterAll
	void stop() {
		this.dying.stop();
		this.gateway.close();
		this.line.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 1000, MIB - 1, MIB, MIB + 1, 2 * MIB, 2 * MIB + 76, 2 * MIB + 77 })
	void keepsAllBytesThatCameBeforeTheConnectionBroke(int sent) throws IOException {
		TusClient client = new TusClient(this.gateway, "anna");
		String path = client.create(VIDEO.length);
		try (Socket socket = client.begin(path, 0, VIDEO.length, Arrays.copyOf(VIDEO, sent))) {
			socket.shutdownOutput();
			socket.getInputStream().readAllBytes();
		}
		await().untilAsserted(() -> assertThat(client.offset(path)).isEqualTo(sent));
		if (sent < VIDEO.length) {
			assertThat(client.patch(path, VIDEO, sent, VIDEO.length).statusCode()).isEqualTo(204);
		}
		client.assertConverted(path, VIDEO);
	}

	@Test
	void keepsNothingOfBytesWithChecksumWhoseConnectionBroke() throws IOException {
		TusClient client = new TusClient(this.gateway, "bert");
		String path = client.create(VIDEO.length);
		client.patch(path, VIDEO, 0, 100);
		String head = "PATCH " + path + " HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\n"
				+ "Content-Type: application/offset+octet-stream\r\nUpload-Offset: 100\r\nUpload-Checksum: sha1 abcd"
				+ "\r\nAuthorization: Bearer " + this.gateway.authServer().token("bert", TestGateway.ALL)
				+ "\r\nContent-Length: 2000000\r\n\r\n";
		try (Socket socket = new Socket("127.0.0.1", this.gateway.port())) {
			socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
			// other bytes than those of the video
			socket.getOutputStream().write(new byte[MIB + MIB / 2]);
			socket.shutdownOutput();
			socket.getInputStream().readAllBytes();
		}
		assertThat(client.offset(path)).isEqualTo(100);
		await().until(() -> client.patch(path, VIDEO, 100, VIDEO.length).statusCode() == 204);
		client.assertConverted(path, VIDEO);
	}

	@Test
	void answers408AndKeepsBytesThatCameTooSlowly() throws IOException {
		TusClient client = new TusClient(this.gateway, "slow");
		String path = client.create(VIDEO.length);
		try (Socket socket = client.begin(path, 0, VIDEO.length, Arrays.copyOf(VIDEO, 1500))) {
			AtomicInteger sent = new AtomicInteger(1500);
			await().pollInterval(Duration.ofMillis(200)).until(() -> {
				if (socket.getInputStream().available() == 0) {
					socket.getOutputStream().write(VIDEO, sent.getAndIncrement(), 1);
				}
				return socket.getInputStream().available() > 0;
			});
			String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(answer).startsWith("HTTP/1.1 408").contains("request-too-slow", "bytes of the upload are kept");
		}
		int offset = (int) client.offset(path);
		assertThat(offset).isGreaterThanOrEqualTo(1500);
		assertThat(client.patch(path, VIDEO, offset, VIDEO.length).statusCode()).isEqualTo(204);
		client.assertConverted(path, VIDEO);
	}

	@Test
	void keepsBytesWhenTheGatewayIsReplacedAndGoesOnAtAnother() throws IOException {
		TusClient client = new TusClient(this.gateway, "replaced");
		String path = client.create(VIDEO.length);
		TestGateway old = this.gateway.replica(SLOTS, "--soundlift.gateway.upload.min-rate-window=1m",
				"--spring.lifecycle.timeout-per-shutdown-phase=16s");
		CompletableFuture<Void> stop;
		try (Socket socket = client.at(old).begin(path, 0, VIDEO.length, Arrays.copyOf(VIDEO, 1500))) {
			await().until(() -> active(path) != null);
			stop = Background.run(old::stop);
			AtomicInteger sent = new AtomicInteger(1500);
			await().pollInterval(Duration.ofMillis(100)).until(() -> {
				if (socket.getInputStream().available() == 0) {
					socket.getOutputStream().write(VIDEO, sent.getAndIncrement(), 1);
				}
				return socket.getInputStream().available() > 0;
			});
			String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(answer).startsWith("HTTP/1.1 503").contains("shutting-down", "bytes of the upload are kept");
		}
		int offset = (int) client.offset(path);
		assertThat(offset).isGreaterThanOrEqualTo(1500);
		assertThat(client.patch(path, VIDEO, offset, VIDEO.length).statusCode()).isEqualTo(204);
		client.assertConverted(path, VIDEO);
		stop.join();
	}

	@Test
	void letsOneOfManyRequestsWriteAtATime() throws IOException {
		TusClient client = new TusClient(this.gateway, "cleo");
		String path = client.create(VIDEO.length);
		List<CompletableFuture<HttpResponse<byte[]>>> all = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			TusClient any = (i % 2 == 0) ? client : client.at(this.dying);
			all.add(Background.call(() -> any.patch(path, 0, VIDEO)));
		}
		List<Integer> answers = all.stream().map((answer) -> answer.join().statusCode()).toList();
		assertThat(answers).containsOnlyOnce(204).allMatch((status) -> List.of(204, 409, 413, 423).contains(status));
		client.assertConverted(path, VIDEO);
		assertThat(count("conversions", new Document("owner", "cleo"))).isEqualTo(1);
	}

	@Test
	void answers423WhileBytesComeAndLetsAnotherRequestOvertakeOneThatStandsStill() throws IOException {
		TusClient client = new TusClient(this.dying, "dora");
		String path = client.create(VIDEO.length);
		try (Socket standing = client.begin(path, 0, VIDEO.length, Arrays.copyOf(VIDEO, 1000))) {
			await().until(() -> active(path) != null);
			HttpResponse<byte[]> refused = client.at(this.gateway).patch(path, 0, VIDEO);
			TusClient.assertProblem(refused, 423, "upload-locked");
			assertThat(refused.headers().firstValue("Retry-After")).contains("10");
			await().untilAsserted(() -> {
				// as if it had stood still for longer, once it has noted that bytes came
				uploads().updateOne(new Document("_id", TusClient.id(path)),
						new Document("$set", new Document("activeAt", new Date(0))));
				assertThat(client.at(this.gateway).patch(path, VIDEO, 0, MIB + 5).statusCode()).isEqualTo(204);
			});
			// the one that was overtaken wakes up
			standing.getOutputStream().write(VIDEO, 1000, VIDEO.length - 1000);
			String answer = new String(standing.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
			assertThat(answer).isEqualTo("HTTP/1.1 423");
		}
		assertThat(client.offset(path)).isEqualTo(MIB + 5);
		assertThat(client.patch(path, VIDEO, MIB + 5, VIDEO.length).statusCode()).isEqualTo(204);
		client.assertConverted(path, VIDEO);
	}

	@Test
	void endsAnUploadWhoseBytesAreComing() throws IOException {
		TusClient client = new TusClient(this.gateway, "emil");
		long before = this.gateway.storedDocuments();
		String path = client.create(VIDEO.length);
		try (Socket coming = client.begin(path, 0, VIDEO.length, Arrays.copyOf(VIDEO, MIB + 5))) {
			await().until(() -> count("videos.chunks", new Document("files_id", fileId(path))) > 0);
			assertThat(client.delete(path).statusCode()).isEqualTo(204);
			coming.getOutputStream().write(VIDEO, MIB + 5, VIDEO.length - MIB - 5);
			String answer = new String(coming.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
			assertThat(answer).isEqualTo("HTTP/1.1 404");
		}
		await().untilAsserted(() -> assertThat(this.gateway.storedDocuments()).isEqualTo(before));
	}

	@Test
	void finishesRemovalThatStoppedHalfWay() {
		TusClient client = new TusClient(this.dying, "ida");
		long before = this.gateway.storedDocuments();
		String path = client.create(VIDEO.length);
		client.patch(path, VIDEO, 0, MIB + 5);
		this.line.breakAt("delete\0\16\0\0\0videos.chunks\0", Integer.MAX_VALUE);
		TusClient.assertProblem(client.delete(path), 503, "store-unavailable");
		assertThat(this.gateway.storedDocuments()).isGreaterThan(before);
		this.line.restore();
		await().untilAsserted(() -> {
			this.gateway.bean(UploadUpkeep.class).run();
			assertThat(this.gateway.storedDocuments()).isEqualTo(before);
		});
		assertThat(client.head(path).statusCode()).isEqualTo(410);
		assertThat(state(path)).isEqualTo("EXPIRED");
	}

	/**
	 * Breaks the line at each kind of write, and goes on at the other gateway as a client
	 * does.
	 */
	@ParameterizedTest
	@CsvSource({ "findAndModify, uploads", "update, uploads", "insert, videos.chunks", "update, videos.chunks",
			"update, file_writes", "update, videos.files", "insert, conversions", "delete, file_writes",
			"update, account_usage", "update, storage_reservations" })
	void goesOnAtAnotherGatewayWhateverWriteTheFirstOneDiesIn(String command, String collection) throws IOException {
		String owner = "fault-" + command + "-" + collection;
		TusClient first = new TusClient(this.dying, owner);
		TusClient other = first.at(this.gateway);
		String path = first.create(VIDEO.length);
		assertThat(first.patch(path, VIDEO, 0, MIB / 2).statusCode()).isEqualTo(204);
		this.line.breakAt(command + "\0" + (char) (collection.length() + 1) + "\0\0\0" + collection + "\0",
				Integer.MAX_VALUE);
		HttpResponse<byte[]> broken = first.patch(path, VIDEO, MIB / 2, VIDEO.length);
		TusClient.assertProblem(broken, 503, "store-unavailable");
		// the lease of what has died must end
		uploads().updateOne(new Document("_id", TusClient.id(path)),
				new Document("$unset", new Document("activeAt", "")));
		HttpResponse<byte[]> look = other.head(path);
		assertThat(look.statusCode()).isEqualTo(200);
		long offset = TusClient.offset(look);
		assertThat(offset).isGreaterThanOrEqualTo(MIB / 2);
		if (offset < VIDEO.length) {
			assertThat(other.patch(path, VIDEO, (int) offset, VIDEO.length).statusCode()).isEqualTo(204);
		}
		this.line.restore();
		other.assertConverted(path, VIDEO);
		assertThat(count("conversions", new Document("owner", owner))).isEqualTo(1);
		assertThat(other.head(path).headers().firstValue("Content-Location")).isPresent();
	}

	@Test
	void leadsToTheSameConversionWhenTheGatewayDiedBeforeItWasNoted() throws IOException {
		TusClient client = new TusClient(this.gateway, "franz");
		String path = client.create(VIDEO.length);
		client.patch(path, 0, VIDEO);
		forget(path);
		HttpResponse<byte[]> look = client.head(path);
		assertThat(look.headers().firstValue("Content-Location")).contains("/api/conversions/" + TusClient.id(path));
		assertThat(count("conversions", new Document("owner", "franz"))).isEqualTo(1);
		forget(path);
		this.gateway.bean(UploadUpkeep.class).run();
		assertThat(state(path)).isEqualTo("FINISHED");
		assertThat(count("conversions", new Document("owner", "franz"))).isEqualTo(1);
		client.assertConverted(path, VIDEO);
	}

	@Test
	void makesNoSecondConversionWhenTheFirstWasDeletedBeforeItWasNoted() {
		TusClient client = new TusClient(this.gateway, "gerd");
		String path = client.create(VIDEO.length);
		client.patch(path, 0, VIDEO);
		assertThat(client.send(client.request("/api/conversions/" + TusClient.id(path)).DELETE()).statusCode())
			.isEqualTo(204);
		forget(path);
		assertThat(client.head(path).statusCode()).isEqualTo(200);
		assertThat(count("conversions", new Document("owner", "gerd"))).isZero();
		assertThat(state(path)).isEqualTo("FINISHED");
	}

	@Test
	void makesTheConversionWhenNobodyAsksAgain() throws IOException {
		TusClient client = new TusClient(this.dying, "hans");
		String path = client.create(VIDEO.length);
		this.line.breakAt("insert\0\f\0\0\0conversions\0", Integer.MAX_VALUE);
		TusClient.assertProblem(client.patch(path, 0, VIDEO), 503, "store-unavailable");
		this.line.restore();
		assertThat(state(path)).isEqualTo("WHOLE");
		await().untilAsserted(() -> {
			this.gateway.bean(UploadUpkeep.class).run();
			assertThat(state(path)).isEqualTo("FINISHED");
		});
		client.at(this.gateway).assertConverted(path, VIDEO);
	}

	/** Undoes the last note, as if the gateway had died before. */
	private void forget(String path) {
		uploads().updateOne(new Document("_id", TusClient.id(path)),
				new Document("$set", new Document("state", "WHOLE")));
	}

	private ObjectId fileId(String path) {
		return upload(path).get("file", Document.class).getObjectId("fileId");
	}

	private String state(String path) {
		return upload(path).getString("state");
	}

	private @Nullable Object active(String path) {
		return upload(path).get("activeAt");
	}

	private Document upload(String path) {
		return Objects.requireNonNull(uploads().find(new Document("_id", TusClient.id(path))).first());
	}

	private MongoCollection<Document> uploads() {
		return database().getCollection("uploads");
	}

	private long count(String collection, Document filter) {
		return database().getCollection(collection).countDocuments(filter);
	}

	private MongoDatabase database() {
		return this.gateway.bean(MongoDatabaseFactory.class).getMongoDatabase();
	}

}
