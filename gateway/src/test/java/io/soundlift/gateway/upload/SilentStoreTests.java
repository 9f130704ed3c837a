package io.soundlift.gateway.upload;

import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

import com.mongodb.ConnectionString;
import com.mongodb.ServerAddress;
import io.soundlift.gateway.TestGateway;
import io.soundlift.testsupport.TcpProxy;
import io.soundlift.testsupport.TestMongo;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for uploads to a store that takes what it is told and does not answer, as one
 * whose disk hangs, while its monitoring goes on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SilentStoreTests {

	private static final byte[] VIDEO = new byte[2 * 1024 * 1024];

	private final ServerAddress store = new ServerAddress(new ConnectionString(TestMongo.uri()).getHosts().get(0));

	private final TcpProxy line = new TcpProxy(
			List.of(new InetSocketAddress(this.store.getHost(), this.store.getPort())));

	// as the option that services have by default, but shorter
	private final TestGateway gateway = new TestGateway("--spring.mongodb.uri=mongodb://127.0.0.1:" + this.line.port()
			+ "/?directConnection=true&retryWrites=true&socketTimeoutMS=5000");

	@AfterEach
	void restore() {
		this.line.restore();
	}

	@AfterAll
	void stop() {
		this.gateway.close();
		this.line.close();
	}

	@Test
	void answersAnUploadWhoseChunksAreNotConfirmedAndKeepsNothing() {
		long before = this.gateway.storedDocuments();
		this.line.silenceAt(insertInto("videos.chunks"));
		assertIsUnavailable(upload("anna"));
		Awaitility.await().untilAsserted(() -> assertThat(this.gateway.storedDocuments()).isEqualTo(before));
		this.line.restore();
		assertThat(upload("anna").statusCode()).as("the same upload again").isEqualTo(202);
	}

	@Test
	void answersAnUploadWhoseConversionIsNotConfirmedAndDoesNotListIt() {
		this.line.silenceAt(insertInto("conversions"));
		assertIsUnavailable(upload("bert"));
		this.line.restore();
		assertThat(TestGateway.json(list("bert")).get("conversions")).isEmpty();
		assertThat(upload("bert").statusCode()).as("the same upload again").isEqualTo(202);
	}

	/** The begin of the command, as BSON has it. */
	private static String insertInto(String collection) {
		return "insert\0" + (char) (collection.length() + 1) + "\0\0\0" + collection + "\0";
	}

	private static void assertIsUnavailable(HttpResponse<byte[]> response) {
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(TestGateway.json(response).get("code").asString()).isEqualTo("store-unavailable");
		assertThat(response.headers().firstValue("Retry-After")).isPresent();
	}

	private HttpResponse<byte[]> list(String owner) {
		return this.gateway.send(this.gateway.as(owner, "/api/conversions").GET());
	}

	private HttpResponse<byte[]> upload(String owner) {
		return this.gateway.send(this.gateway.as(owner, "/api/conversions")
			.header("Content-Type", "video/mp4")
			.POST(HttpRequest.BodyPublishers.ofByteArray(VIDEO)));
	}

}
