package io.soundlift.cli.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FfmpegReport}.
 */
class FfmpegReportTests {

	@Test
	void namesFfmpegAndItsIsolationLayers() throws Exception {
		assertThat(report("""
				{"ffmpeg": {"version": "4.4.1-static", "origin": "BUNDLED", "warning": "Gets no updates.",
				"isolationLayers": ["FILES", "NETWORK"],
				"missingIsolationLayers": {"THREADS": "no bound", "NAMESPACES": "no unshare"}}}""")).containsExactly(
				"ffmpeg 4.4.1-static, bundled with Soundlift", "  Gets no updates.",
				"  Isolation layers: FILES, NETWORK", "  Missing isolation layer: NAMESPACES: no unshare",
				"  Missing isolation layer: THREADS: no bound");
	}

	@Test
	void saysThatThereIsNoIsolationLayer() throws Exception {
		assertThat(report("""
				{"ffmpeg": {"version": "5.1", "origin": "SYSTEM", "isolationLayers": [],
				"missingIsolationLayers": {"FILES": "no tool"}}}""")).containsExactly(
				"ffmpeg 5.1, installed on this machine", "  Isolation layers: none",
				"  Missing isolation layer: FILES: no tool");
	}

	@Test
	void isEmptyWhenThereIsNoAnswer() throws Exception {
		assertThat(report("{}")).isEmpty();
		assertThat(report("no JSON")).isEmpty();
		assertThat(FfmpegReport.of(null)).isEmpty();
		assertThat(FfmpegReport.of(service("http://127.0.0.1:1"))).isEmpty();
	}

	private static List<String> report(String info) throws IOException, InterruptedException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/actuator/info", (exchange) -> {
			byte[] body = info.getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		server.start();
		try {
			return FfmpegReport.of(service("http://127.0.0.1:" + server.getAddress().getPort()));
		}
		finally {
			server.stop(0);
		}
	}

	private static RunRecord.Service service(String managementUrl) {
		return new RunRecord.Service(null, "http://127.0.0.1:1", managementUrl, "log", null);
	}

}
