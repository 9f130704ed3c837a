package io.soundlift.cli.container;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.soundlift.testsupport.TestBrowser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the modules of the page that do the same as {@link PartialContent} does here.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagePartialContentTests {

	private static final Path MODULES = Path.of("../gateway/src/main/resources/static/app");

	private static final String RANGES = """
			const [name, mutations, done] = arguments;
			const find = async () => {
				const { withoutVideo } = await import('/app/partial-content.js');
				const bytes = new Uint8Array(await (await fetch(`/videos/${name}`)).arrayBuffer());
				const all = [];
				for (const changes of mutations) {
					const changed = bytes.slice();
					changes.forEach(([offset, value]) => changed[offset] = value);
					const content = await withoutVideo(new Blob([changed]));
					all.push((content) ? content.ranges.map((range) => range.join('-')).join() : 'all');
				}
				return all;
			};
			find().then(done, (error) => done([String(error)]));
			""";

	private static final String BODY = """
			const [name, pieceBytes, done] = arguments;
			const send = async () => {
				const { withoutVideo } = await import('/app/partial-content.js');
				const { ByteRangesBody } = await import('/app/byte-ranges.js');
				const file = await (await fetch(`/videos/${name}`)).blob();
				const { ranges } = await withoutVideo(file);
				const body = new ByteRangesBody(file, ranges, 'video/x-test', 'a-boundary');
				const pieces = [];
				for (let begin = 0; begin < body.size; begin += pieceBytes) {
					pieces.push(await body.slice(begin, begin + pieceBytes));
				}
				await fetch('/body', { method: 'POST', headers: { 'Content-Type': body.type }, body: new Blob(pieces) });
			};
			send().then(() => done(null), (error) => done(String(error)));
			""";

	private final List<ByteRangesReader> received = new ArrayList<>();

	private final HttpServer server;

	private final TestBrowser browser;

	PagePartialContentTests() throws IOException {
		this.browser = TestBrowser.start();
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::handle);
		this.server.start();
		this.browser.driver().manage().timeouts().scriptTimeout(Duration.ofMinutes(5));
		this.browser.driver().get("http://127.0.0.1:" + this.server.getAddress().getPort() + "/");
	}

	@AfterAll
	void stop() {
		this.browser.close();
		this.server.stop(0);
	}

	@ParameterizedTest
	@EnumSource
	void findsTheSameRangesAsTheCommandLine(TestVideo video, @TempDir Path folder) throws IOException {
		List<List<Mutations.Change>> mutations = new ArrayList<>(Mutations.of(video));
		mutations.add(List.of());
		List<String> expected = new ArrayList<>();
		for (List<Mutations.Change> mutation : mutations) {
			expected.add(PartialContent.withoutVideo(Mutations.apply(mutation, video, folder.resolve("mutated")))
				.map(PagePartialContentTests::text)
				.orElse("all"));
		}
		Object found = this.browser.driver()
			.executeAsyncScript(RANGES, video.name(),
					mutations.stream()
						.map((mutation) -> mutation.stream()
							.map((change) -> List.of(change.offset(), Byte.toUnsignedInt(change.value())))
							.toList())
						.toList());
		assertThat(found).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(ints = { 997, 65_536, 1_000_000_000 })
	void sendsTheRangesWithTheirPlaces(int pieceBytes) throws IOException {
		for (TestVideo video : List.of(TestVideo.MP4, TestVideo.MOV_RAW, TestVideo.MKV)) {
			this.received.clear();
			assertThat(this.browser.driver().executeAsyncScript(BODY, video.name(), pieceBytes)).isNull();
			PartialContent content = PartialContent.withoutVideo(video.file()).orElseThrow();
			assertThat(this.received).singleElement().satisfies((body) -> {
				assertThat(body.type()).isEqualTo("video/x-test");
				assertThat(body.ranges()).isEqualTo(content.ranges());
				assertThat(body.headers()).hasSizeGreaterThan(1)
					.filteredOn((header) -> header.contains("Content-Type"))
					.hasSize(1);
				assertThat(body.file()).isEqualTo(TestVideo.withHoles(video.bytes(), content));
			});
		}
	}

	private static String text(PartialContent content) {
		return content.ranges()
			.stream()
			.map((range) -> range.begin() + "-" + range.end())
			.collect(Collectors.joining(","));
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String path = exchange.getRequestURI().getPath();
			String name = path.substring(path.lastIndexOf('/') + 1);
			if (path.startsWith("/app/")) {
				answer(exchange, "text/javascript", Files.readAllBytes(MODULES.resolve(name)));
			}
			else if (path.startsWith("/videos/")) {
				answer(exchange, "video/mp4", TestVideo.valueOf(name).bytes());
			}
			else if (path.equals("/body")) {
				this.received.add(new ByteRangesReader(exchange.getRequestHeaders().getFirst("Content-Type"),
						exchange.getRequestBody().readAllBytes()));
				answer(exchange, "text/plain", new byte[1]);
			}
			else {
				answer(exchange, "text/html", "<!DOCTYPE html>".getBytes());
			}
		}
	}

	private static void answer(HttpExchange exchange, String type, byte[] bytes) throws IOException {
		exchange.getResponseHeaders().set("Content-Type", type);
		exchange.sendResponseHeaders(200, bytes.length);
		exchange.getResponseBody().write(bytes);
	}

}
