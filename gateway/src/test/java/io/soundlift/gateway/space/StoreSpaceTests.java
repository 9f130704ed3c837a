package io.soundlift.gateway.space;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

import io.soundlift.embedded.EmbeddedMongo;
import io.soundlift.gateway.TestGateway;
import io.soundlift.testsupport.SmallFileSystem;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests for {@link StoreSpace} over HTTP.
 */
class StoreSpaceTests {

	private static final int MIB = 1024 * 1024;

	private static final byte[] VIDEO = new byte[2 * MIB];

	static {
		new Random(1).nextBytes(VIDEO);
	}

	@Test
	void refusesUploadsAndIsNotReadyWhileTheDiskIsFull() throws Exception {
		SmallFileSystem disk = SmallFileSystem.mount(200).orElse(null);
		assumeTrue(disk != null, "mounting a file system needs root");
		try (SmallFileSystem tiny = disk;
				EmbeddedMongo mongo = EmbeddedMongo.start(tiny.folder().resolve("soundlift.h2"), 0);
				TestGateway gateway = new TestGateway("--spring.mongodb.uri=" + mongo.uri(),
						"--soundlift.gateway.store.min-free=0B")) {
			assertThat(upload(gateway).statusCode()).isEqualTo(202);
			Path filling = tiny.fill(32L * MIB);
			long before = gateway.storedDocuments();
			HttpResponse<byte[]> refused = upload(gateway);
			assertFull(refused);
			assertThat(gateway.storedDocuments()).as("left behind").isEqualTo(before);
			assertThat(ready(gateway)).isEqualTo(503);
			HttpResponse<byte[]> list = gateway.send(gateway.as("anna", "/api/conversions"));
			assertThat(list.statusCode()).as("what there is can be seen").isEqualTo(200);
			String id = TestGateway.json(list).at("/conversions/0/id").asString();
			assertThat(gateway.send(gateway.as("anna", "/api/conversions/" + id).DELETE()).statusCode())
				.as("and deleted")
				.isEqualTo(204);
			Files.delete(filling);
			await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> assertThat(ready(gateway)).isEqualTo(200));
			assertThat(upload(gateway).statusCode()).isEqualTo(202);
		}
	}

	@Test
	void refusesUploadsBeyondTheGreatestSizeOfTheStore() {
		try (TestGateway gateway = new TestGateway("--soundlift.gateway.store.max-size=5MB")) {
			StoreSpace space = gateway.bean(StoreSpace.class);
			assertThat(upload(gateway).statusCode()).isEqualTo(202);
			assertThat(upload(gateway).statusCode()).isEqualTo(202);
			space.look();
			assertFull(upload(gateway));
			assertThat(ready(gateway)).as("smaller videos fit").isEqualTo(200);
			// between two looks somewhat more is taken
			assertThat(upload(gateway, new byte[MIB / 4 * 3]).statusCode()).isEqualTo(202);
			assertThat(upload(gateway, new byte[MIB / 4 * 3]).statusCode()).isEqualTo(202);
			space.look();
			assertFull(upload(gateway, new byte[1]));
			assertThat(ready(gateway)).isEqualTo(503);
		}
	}

	private static void assertFull(HttpResponse<byte[]> refused) {
		assertThat(refused.statusCode()).isEqualTo(507);
		assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
		assertThat(refused.headers().firstValue("Retry-After")).contains("60");
		assertThat(TestGateway.json(refused).get("code").asString()).isEqualTo("store-full");
	}

	private static HttpResponse<byte[]> upload(TestGateway gateway) {
		return upload(gateway, VIDEO);
	}

	private static HttpResponse<byte[]> upload(TestGateway gateway, byte[] video) {
		return gateway.send(gateway.as("anna", "/api/conversions")
			.header("Content-Type", "video/mp4")
			.POST(BodyPublishers.ofByteArray(video)));
	}

	private static int ready(TestGateway gateway) {
		return gateway.send(gateway.management("/actuator/health/readiness")).statusCode();
	}

}
