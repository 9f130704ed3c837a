package io.soundlift.gateway.resumable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;

import com.mongodb.ConnectionString;
import com.mongodb.ServerAddress;
import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.file.Bucket;
import io.soundlift.testsupport.TcpProxy;
import io.soundlift.testsupport.TestMongo;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.data.mongodb.MongoDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for resumable uploads of which only ranges are sent.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResumableRangesTests {

	private static final byte[] VIDEO = TusClient.video(5000);

	private static final String TYPE = "multipart/byteranges; boundary=b";

	private static final String RANGES = range(4000, 4999) + range(100, 199) + "--b--\r\n";

	private static final byte[] BODY = RANGES.getBytes(StandardCharsets.ISO_8859_1);

	private final TestGateway gateway = new TestGateway();

	private final ServerAddress store = new ServerAddress(new ConnectionString(TestMongo.uri()).getHosts().get(0));

	private final TcpProxy line = new TcpProxy(
			List.of(new InetSocketAddress(this.store.getHost(), this.store.getPort())));

	/** Reaches the same store by a line that can break. */
	private final TestGateway dying = this.gateway
		.replica("--spring.mongodb.uri=mongodb://127.0.0.1:" + this.line.port()
				+ "/?directConnection=true&retryWrites=true&socketTimeoutMS=20000&serverSelectionTimeoutMS=20000");

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	private long before;

	@BeforeEach
	void countStoredDocuments() {
		this.before = this.gateway.storedDocuments();
	}

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

	@Test
	void convertsRangesThatCameInSeveralRequests() throws IOException {
		TusClient client = new TusClient(this.gateway, "anna");
		String path = create(client, BODY.length);
		assertThat(client.patch(path, BODY, 0, 600).statusCode()).isEqualTo(204);
		HttpResponse<byte[]> last = client.patch(path, BODY, 600, BODY.length);
		assertThat(last.statusCode()).isEqualTo(204);
		assertThat(last.headers().firstValue("Content-Location")).contains("/api/conversions/" + TusClient.id(path));
		assertConverted(path);
		// the conversion, its file and the chunk of it
		assertThat(this.gateway.storedDocuments()).isEqualTo(this.before + 3);
	}

	@Test
	void convertsRangesByTheDraft() throws IOException {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.as("bert", "/api/uploads?bitrate=128k")
			.header("Upload-Draft-Interop-Version", "8")
			.header("Upload-Complete", "?1")
			.header("Content-Type", TYPE)
			.header("Content-Disposition", "inline; filename*=UTF-8''talk.mp4")
			.POST(BodyPublishers.ofByteArray(BODY)));
		assertThat(response.statusCode()).isEqualTo(202);
		JsonNode view = TestGateway.json(response);
		assertThat(view.get("fileName").asString()).isEqualTo("talk.mp4");
		assertThat(view.at("/video/sizeBytes").asInt()).isEqualTo(VIDEO.length);
		assertThat(view.at("/video/storedBytes").asInt()).isEqualTo(1000 + 100 + 2 * 16);
		assertConverted("/api/uploads/" + view.get("id").asString());
	}

	@ParameterizedTest
	@CsvSource({ "4500,invalid-byte-ranges", "5000,upload-incomplete" })
	void keepsNothingOfBytesThatAreNoRanges(int offset, String code) {
		String body = range(4000, 4999) + "--b\r\nContent-Range: bytes " + offset + "-" + offset + "/6000\r\n\r\n";
		TusClient client = new TusClient(this.gateway, "cleo-" + code);
		String wrong = body.replace("/5000", "/6000");
		String path = create(client, wrong.length());
		TusClient.assertProblem(client.patch(path, 0, wrong.getBytes(StandardCharsets.ISO_8859_1)), 400, code);
		assertThat(client.head(path).statusCode()).isEqualTo(404);
		assertThat(this.gateway.storedDocuments()).isEqualTo(this.before);
		JsonNode account = TestGateway.json(client.send(client.request("/api/limits"))).get("account");
		assertThat(account.at("/storedBytes/used").asLong()).isZero();
		assertThat(account.at("/unfinishedUploads/used").asLong()).isZero();
		assertThat(account.at("/concurrentUploads/used").asLong()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "multipart/byteranges", "multipart/byteranges; boundary=\"a\tb\"" })
	void refusesTypesWithoutBoundary(String type) {
		TusClient client = new TusClient(this.gateway, "dora");
		TusClient.assertProblem(client.send(client.request("/api/uploads")
			.header("Upload-Length", "10")
			.header("Upload-Metadata", metadata(type))
			.POST(BodyPublishers.noBody())), 400, "invalid-byte-ranges");
		assertThat(this.gateway.storedDocuments()).isEqualTo(this.before);
	}

	@ParameterizedTest
	@CsvSource({ "insert, videos.chunks", "insert, conversions", "delete, file_writes", "delete, videos.chunks" })
	void goesOnAtAnotherGatewayWhateverWriteTheFirstOneDiesIn(String command, String collection) throws IOException {
		TusClient first = new TusClient(this.dying, "fault-" + command + "-" + collection);
		TusClient other = first.at(this.gateway);
		String path = create(first, BODY.length);
		assertThat(first.patch(path, BODY, 0, BODY.length - 1).statusCode()).isEqualTo(204);
		this.line.breakAt(command + "\0" + (char) (collection.length() + 1) + "\0\0\0" + collection + "\0",
				Integer.MAX_VALUE);
		TusClient.assertProblem(first.patch(path, BODY, BODY.length - 1, BODY.length), 503, "store-unavailable");
		// the lease of what has died must end
		this.gateway.bean(MongoDatabaseFactory.class)
			.getMongoDatabase()
			.getCollection("uploads")
			.updateOne(new Document("_id", TusClient.id(path)), new Document("$unset", new Document("activeAt", "")));
		assertThat(other.head(path).headers().firstValue("Content-Location")).isPresent();
		this.line.restore();
		assertConverted(path);
		assertThat(other.send(other.request("/api/conversions/" + TusClient.id(path)).DELETE()).statusCode())
			.isEqualTo(204);
		assertThat(this.gateway.storedDocuments()).as("left in any form").isEqualTo(this.before);
	}

	private void assertConverted(String path) throws IOException {
		Conversion conversion = this.gateway.conversions().find(TusClient.id(path)).orElseThrow();
		assertThat(conversion.video().contentType()).isEqualTo("video/mp4");
		byte[] expected = new byte[VIDEO.length];
		System.arraycopy(VIDEO, 4000, expected, 4000, 1000);
		System.arraycopy(VIDEO, 100, expected, 100, 100);
		Path copy = this.folder.resolve(conversion.id());
		this.gateway.files().copy(Bucket.VIDEOS, conversion.video(), copy, UnaryOperator.identity());
		assertThat(Files.readAllBytes(copy)).isEqualTo(expected);
	}

	private static String create(TusClient client, int length) {
		HttpResponse<byte[]> response = client.send(client.request("/api/uploads")
			.header("Upload-Length", Integer.toString(length))
			.header("Upload-Metadata", metadata(TYPE))
			.POST(BodyPublishers.noBody()));
		assertThat(response.statusCode()).isEqualTo(201);
		return TusClient.location(response);
	}

	private static String metadata(String type) {
		return "filetype " + Base64.getEncoder().encodeToString(type.getBytes(StandardCharsets.US_ASCII));
	}

	private static String range(int first, int last) {
		return "--b\r\nContent-Type: video/mp4\r\nContent-Range: bytes " + first + "-" + last + "/" + VIDEO.length
				+ "\r\n\r\n" + new String(VIDEO, first, last - first + 1, StandardCharsets.ISO_8859_1) + "\r\n";
	}

}
