package io.soundlift.gateway.resumable;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.soundlift.gateway.TestGateway;
import io.soundlift.testsupport.TcpProxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests with the unmodified {@code tus-js-client}. They need Node.js and its packages;
 * without them they are skipped, or fail when {@code SOUNDLIFT_TEST_TUS=true}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TusJsClientTests {

	private static final Path CLIENT = Path.of("src", "test", "tus").toAbsolutePath();

	private static final byte[] VIDEO = TusClient.video(2_000_000);

	private final TestGateway gateway = new TestGateway();

	private final TcpProxy line = new TcpProxy(List.of(new InetSocketAddress("127.0.0.1", this.gateway.port())));

	@AfterAll
	void stop() {
		this.line.close();
		this.gateway.close();
	}

	@Test
	void uploadsThroughInterruptionsAndWithEachExtension(@TempDir Path folder) throws Exception {
		if (!Boolean.parseBoolean(System.getenv("SOUNDLIFT_TEST_TUS"))) {
			Assumptions.assumeTrue(Files.isDirectory(CLIENT.resolve("node_modules")),
					"run `npm ci` in gateway/src/test/tus to test with tus-js-client");
		}
		Path video = Files.write(folder.resolve("talk.mp4"), VIDEO);
		// the client looks for the offset and goes on by itself
		this.line.breakAt("Upload-Offset: 900000", 1);
		Path output = folder.resolve("output.txt");
		Process client = new ProcessBuilder("node", CLIENT.resolve("upload.mjs").toString(),
				"http://127.0.0.1:" + this.line.port() + "/api/uploads",
				this.gateway.authServer().token("anna", TestGateway.ALL), video.toString())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		assertThat(client.waitFor(5, TimeUnit.MINUTES)).isTrue();
		assertThat(client.exitValue()).as(Files.readString(output)).isZero();
		List<String> uploads = Files.readAllLines(output);
		assertThat(uploads).hasSize(3);
		for (String upload : uploads) {
			String path = URI.create(upload.split(" ")[0]).getPath();
			assertThat(upload.split(" ")[1]).isEqualTo("/api/conversions/" + TusClient.id(path));
			assertThat(new TusClient(this.gateway, "anna").assertConverted(path, VIDEO).options().bitrate())
				.isEqualTo(128_000);
		}
	}

}
