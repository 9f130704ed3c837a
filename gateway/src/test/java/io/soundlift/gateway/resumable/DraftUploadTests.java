package io.soundlift.gateway.resumable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.soundlift.gateway.TestGateway;
import io.soundlift.gateway.TestVisitor;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Owner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for resumable uploads by the IETF's draft over HTTP.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DraftUploadTests {

	private static final int MIB = 1024 * 1024;

	private static final byte[] VIDEO = TusClient.video(2 * MIB + 77);

	private final TestGateway gateway = new TestGateway("--soundlift.gateway.max-concurrent-uploads=16");

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@Test
	void tellsItsLimitsBeforeAnUpload() {
		HttpResponse<byte[]> response = this.gateway
			.send(this.gateway.as("anna", "/api/uploads").method("OPTIONS", BodyPublishers.noBody()));
		assertThat(response.headers().firstValue("Upload-Limit"))
			.contains("max-size=%d, max-age=86400".formatted(TestGateway.MAX_VIDEO_BYTES));
	}

	@Test
	void makesConversionOfUploadInOneRequest() throws IOException {
		HttpResponse<byte[]> response = this.gateway
			.send(creation("anna", "?bitrate=128k", "?1", BodyPublishers.ofByteArray(VIDEO))
				.header("Content-Type", "video/mp4")
				.header("Content-Disposition", "inline; filename*=UTF-8''t%C3%A4lk.mp4"));
		assertThat(response.statusCode()).as(text(response)).isEqualTo(202);
		assertThat(response.headers().firstValue("Upload-Complete")).contains("?1");
		JsonNode view = TestGateway.json(response);
		String id = view.get("id").asString();
		assertThat(response.headers().firstValue("Location")).contains("/api/conversions/" + id);
		assertThat(view.get("fileName").asString()).isEqualTo("tälk.mp4");
		Conversion conversion = new TusClient(this.gateway, "anna").assertConverted("/api/uploads/" + id, VIDEO);
		assertThat(conversion.options().bitrate()).isEqualTo(128_000);
	}

	@Test
	void makesConversionOfUploadInSeveralRequests() throws IOException {
		String path = create("bert", VIDEO.length);
		HttpResponse<byte[]> begun = look("bert", path);
		assertThat(begun.statusCode()).isEqualTo(204);
		assertThat(begun.headers().firstValue("Upload-Offset")).contains("0");
		assertThat(begun.headers().firstValue("Upload-Complete")).contains("?0");
		assertThat(begun.headers().firstValue("Upload-Length")).contains(Integer.toString(VIDEO.length));
		assertThat(begun.headers().firstValue("Upload-Limit").orElse("")).startsWith("max-size=").contains("max-age=");
		assertThat(begun.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
		HttpResponse<byte[]> first = append("bert", path, 0, "?0", part(0, MIB));
		assertThat(first.statusCode()).as(text(first)).isEqualTo(204);
		assertThat(first.headers().firstValue("Upload-Complete")).contains("?0");
		assertThat(first.headers().firstValue("Upload-Offset")).contains(Integer.toString(MIB));
		HttpResponse<byte[]> last = append("bert", path, MIB, "?1", part(MIB, VIDEO.length));
		assertThat(last.statusCode()).as(text(last)).isEqualTo(202);
		assertThat(last.headers().firstValue("Upload-Complete")).contains("?1");
		assertThat(TestGateway.json(last).get("id").asString()).isEqualTo(TusClient.id(path));
		new TusClient(this.gateway, "bert").assertConverted(path, VIDEO);
		assertThat(look("bert", path).headers().firstValue("Upload-Complete")).contains("?1");
		assertThat(append("bert", path, VIDEO.length, "?1", BodyPublishers.noBody()).statusCode())
			.as("the answer was lost")
			.isEqualTo(202);
	}

	@Test
	void learnsTheLengthFromTheEndOfTheBody() throws IOException {
		HttpResponse<byte[]> created = this.gateway.send(creation("cleo", "", "?0", BodyPublishers.noBody()));
		assertThat(created.statusCode()).as(text(created)).isEqualTo(201);
		assertThat(created.headers().firstValue("Upload-Complete")).contains("?0");
		String path = TusClient.location(created);
		assertThat(look("cleo", path).headers().firstValue("Upload-Length")).isEmpty();
		HttpResponse<byte[]> last = append("cleo", path, 0, "?1",
				BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(VIDEO)));
		assertThat(last.statusCode()).as(text(last)).isEqualTo(202);
		new TusClient(this.gateway, "cleo").assertConverted(path, VIDEO);
	}

	@Test
	void endsUploadThatIsWholeByAnEmptyRequest() throws IOException {
		String path = TusClient.location(this.gateway.send(creation("dora", "", "?0", BodyPublishers.noBody())));
		append("dora", path, 0, "?0", part(0, VIDEO.length));
		assertThat(this.gateway.conversions().findOwned(TusClient.id(path), "dora")).isEmpty();
		assertThat(append("dora", path, VIDEO.length, "?1", BodyPublishers.noBody()).statusCode()).isEqualTo(202);
		new TusClient(this.gateway, "dora").assertConverted(path, VIDEO);
	}

	@Test
	void goesOnWithWhatCameOfRequestThatBroke() throws IOException {
		String path = create("emil", VIDEO.length);
		String head = "PATCH " + path + " HTTP/1.1\r\nHost: x\r\nUpload-Draft-Interop-Version: 8\r\n"
				+ "Content-Type: application/partial-upload\r\nUpload-Offset: 0\r\nUpload-Complete: ?1\r\n"
				+ "Authorization: Bearer " + this.gateway.authServer().token("emil", TestGateway.ALL)
				+ "\r\nContent-Length: " + VIDEO.length + "\r\n\r\n";
		try (Socket socket = new Socket("127.0.0.1", this.gateway.port())) {
			socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
			socket.getOutputStream().write(VIDEO, 0, MIB + 5);
		}
		await().untilAsserted(
				() -> assertThat(look("emil", path).headers().firstValue("Upload-Offset")).contains(MIB + 5 + ""));
		assertThat(append("emil", path, MIB + 5, "?1", part(MIB + 5, VIDEO.length)).statusCode()).isEqualTo(202);
		new TusClient(this.gateway, "emil").assertConverted(path, VIDEO);
	}

	@Test
	void tellsTheOffsetOnlyWhileItStays() {
		String path = create("franz", 100);
		ResumableUploads uploads = this.gateway.bean(ResumableUploads.class);
		ResumableUpload taken = uploads.take(TusClient.id(path), new Owner("franz", "franz@example.org")).orElseThrow();
		await().untilAsserted(() -> {
			assertThat(uploads.renew(taken)).isTrue();
			assertThat(look("franz", path).statusCode()).isEqualTo(423);
		});
		uploads.release(taken);
		assertThat(look("franz", path).statusCode()).isEqualTo(204);
	}

	@Test
	void refusesAnotherOffsetAndTellsTheRightOne() {
		String path = create("gerd", 100);
		HttpResponse<byte[]> response = append("gerd", path, 5, "?0", part(5, 10));
		assertThat(response.statusCode()).isEqualTo(409);
		assertThat(response.headers().firstValue("Upload-Offset")).contains("0");
		assertThat(response.headers().firstValue("Upload-Complete")).contains("?0");
	}

	@Test
	void removesUploadThatIsCancelled() {
		String path = create("hans", 100);
		assertThat(this.gateway.send(request("hans", path).DELETE()).statusCode()).isEqualTo(204);
		assertThat(look("hans", path).statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@CsvSource({ "?1, 50, 400, bad-request", "?0, 3145729, 413, video-too-large", "?1, 0, 400, empty-video",
			"1, 100, 400, bad-request" })
	void refusesWhatCanBeNoVideo(String complete, int length, int status, String code) {
		long before = this.gateway.storedDocuments();
		HttpResponse<byte[]> response = this.gateway
			.send(creation("ida", "", complete, (length == 0) ? BodyPublishers.noBody() : part(0, 100))
				.header("Upload-Length", Integer.toString(length)));
		assertThat(response.statusCode()).as(text(response)).isEqualTo(status);
		assertThat(TestGateway.json(response).get("code").asString()).isEqualTo(code);
		assertThat(this.gateway.storedDocuments()).isEqualTo(before);
	}

	@Test
	void keepsNothingOfEmptyBodyWithoutLength() {
		long before = this.gateway.storedDocuments();
		HttpResponse<byte[]> response = this.gateway
			.send(creation("ida", "", "?1", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[0]))));
		assertThat(response.statusCode()).as(text(response)).isEqualTo(400);
		assertThat(this.gateway.storedDocuments()).isEqualTo(before);
	}

	@Test
	void refusesBodiesOfAnotherType() {
		String path = create("jan", 100);
		assertThat(this.gateway
			.send(request("jan", path).header("Upload-Complete", "?0")
				.header("Upload-Offset", "0")
				.header("Content-Type", "video/mp4")
				.method("PATCH", part(0, 10)))
			.statusCode()).isEqualTo(415);
	}

	@Test
	void asksBrowsersForTheirCsrfToken() {
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		HttpResponse<byte[]> forged = visitor.send(this.gateway,
				this.gateway.anonymous("/api/uploads").header("Upload-Complete", "?0").POST(BodyPublishers.noBody()));
		assertThat(forged.statusCode()).isEqualTo(403);
		assertThat(TestGateway.json(forged).get("code").asString()).isEqualTo("csrf-token-missing");
	}

	@ParameterizedTest
	@ValueSource(strings = { "?0", "?1" })
	void sharesItsResourcesWithTus(String complete) throws IOException {
		TusClient tus = new TusClient(this.gateway, "karl");
		String path = tus.create(VIDEO.length);
		append("karl", path, 0, "?0", part(0, MIB));
		assertThat(tus.offset(path)).isEqualTo(MIB);
		tus.patch(path, VIDEO, MIB, MIB + 9);
		assertThat(append("karl", path, MIB + 9, complete, part(MIB + 9, VIDEO.length)).statusCode()).isEqualTo(202);
		tus.assertConverted(path, VIDEO);
	}

	private HttpRequest.Builder request(String owner, String path) {
		return this.gateway.as(owner, path).header("Upload-Draft-Interop-Version", "8");
	}

	private HttpRequest.Builder creation(String owner, String query, String complete, BodyPublisher body) {
		return request(owner, "/api/uploads" + query).header("Upload-Complete", complete).POST(body);
	}

	private String create(String owner, int length) {
		HttpResponse<byte[]> response = this.gateway
			.send(creation(owner, "", "?0", BodyPublishers.noBody()).header("Upload-Length", Integer.toString(length)));
		assertThat(response.statusCode()).as(text(response)).isEqualTo(201);
		return TusClient.location(response);
	}

	private HttpResponse<byte[]> look(String owner, String path) {
		return this.gateway.send(request(owner, path).method("HEAD", BodyPublishers.noBody()));
	}

	private HttpResponse<byte[]> append(String owner, String path, long offset, String complete, BodyPublisher body) {
		return this.gateway.send(request(owner, path).header("Content-Type", "application/partial-upload")
			.header("Upload-Offset", Long.toString(offset))
			.header("Upload-Complete", complete)
			.method("PATCH", body));
	}

	private static BodyPublisher part(int from, int to) {
		return BodyPublishers.ofByteArray(Arrays.copyOfRange(VIDEO, from, to));
	}

	private static String text(HttpResponse<byte[]> response) {
		return new String(response.body(), StandardCharsets.UTF_8);
	}

}
