package io.soundlift.gateway.resumable;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.file.Bucket;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Client of tus 1.0.0 for one account.
 */
final class TusClient {

	private final TestGateway gateway;

	private final String owner;

	TusClient(TestGateway gateway, String owner) {
		this.gateway = gateway;
		this.owner = owner;
	}

	/**
	 * Returns a client of the same account at another gateway.
	 */
	TusClient at(TestGateway other) {
		return new TusClient(other, this.owner);
	}

	static byte[] video(int size) {
		byte[] bytes = new byte[size];
		new Random(size).nextBytes(bytes);
		return bytes;
	}

	HttpRequest.Builder request(String path) {
		return this.gateway.as(this.owner, path).header("Tus-Resumable", "1.0.0");
	}

	HttpResponse<byte[]> send(HttpRequest.Builder request) {
		return this.gateway.send(request);
	}

	/**
	 * Creates an upload and returns where it is.
	 */
	String create(int length) {
		HttpResponse<byte[]> response = send(request("/api/uploads").header("Upload-Length", Integer.toString(length))
			.POST(BodyPublishers.noBody()));
		assertThat(response.statusCode()).as(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo(201);
		return location(response);
	}

	static String location(HttpResponse<byte[]> response) {
		return response.headers().firstValue("Location").orElseThrow();
	}

	HttpRequest.Builder patchRequest(String path, long offset, byte[] bytes) {
		return request(path).header("Content-Type", "application/offset+octet-stream")
			.header("Upload-Offset", Long.toString(offset))
			.method("PATCH", BodyPublishers.ofByteArray(bytes));
	}

	HttpResponse<byte[]> patch(String path, long offset, byte[] bytes) {
		return send(patchRequest(path, offset, bytes));
	}

	HttpResponse<byte[]> patch(String path, byte[] video, int from, int to) {
		return patch(path, from, Arrays.copyOfRange(video, from, to));
	}

	HttpResponse<byte[]> head(String path) {
		return send(request(path).method("HEAD", BodyPublishers.noBody()));
	}

	HttpResponse<byte[]> delete(String path) {
		return send(request(path).DELETE());
	}

	/**
	 * Returns how many bytes an upload has.
	 */
	long offset(String path) {
		return offset(head(path));
	}

	static long offset(HttpResponse<byte[]> response) {
		return response.headers().firstValueAsLong("Upload-Offset").orElse(-1);
	}

	/**
	 * Begins to send bytes that are announced to be more than those that come.
	 */
	Socket begin(String path, long offset, int announced, byte[] bytes) throws IOException {
		Socket socket = new Socket("127.0.0.1", this.gateway.port());
		String head = "PATCH " + path + " HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\n"
				+ "Content-Type: application/offset+octet-stream\r\nUpload-Offset: " + offset
				+ "\r\nAuthorization: Bearer " + this.gateway.authServer().token(this.owner, TestGateway.ALL)
				+ "\r\nContent-Length: " + announced + "\r\n\r\n";
		socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
		socket.getOutputStream().write(bytes);
		socket.getOutputStream().flush();
		return socket;
	}

	static String id(String path) {
		return path.substring("/api/uploads/".length());
	}

	/**
	 * Requires that there is a conversion of exactly some bytes.
	 */
	Conversion assertConverted(String path, byte[] video) throws IOException {
		Conversion conversion = this.gateway.conversions().findOwned(id(path), this.owner).orElseThrow();
		assertThat(conversion.video().sizeBytes()).isEqualTo(video.length);
		assertThat(conversion.video().sha256()).isEqualTo(sha256(video));
		assertThat(this.gateway.files().read(Bucket.VIDEOS, conversion.video()).readAllBytes()).isEqualTo(video);
		return conversion;
	}

	static String sha256(byte[] bytes) {
		return HexFormat.of().formatHex(digest("SHA-256", bytes));
	}

	static byte[] digest(String algorithm, byte[] bytes) {
		try {
			return MessageDigest.getInstance(algorithm).digest(bytes);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static JsonNode assertProblem(HttpResponse<byte[]> response, int status, String code) {
		assertThat(response.statusCode()).as(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
		assertThat(response.headers().firstValue("Tus-Resumable")).contains("1.0.0");
		JsonNode problem = TestGateway.json(response);
		assertThat(problem.get("code").asString()).isEqualTo(code);
		assertThat(problem.get("type").asString()).isEqualTo("urn:soundlift:problem:" + code);
		assertThat(problem.get("detail").asString()).endsWith(".");
		return problem;
	}

}
