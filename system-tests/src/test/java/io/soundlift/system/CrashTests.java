package io.soundlift.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.soundlift.testsupport.Background;
import io.soundlift.testsupport.ReceivedSpan;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.bson.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of what is left when a service dies at a bad moment.
 */
@OnSharedSystem
class CrashTests {

	private static final Pattern CHUNK = Pattern.compile("chunk-(\\d+)(\\.raw)?");

	private final TestSystem system;

	CrashTests(TestSystem system) {
		this.system = system;
	}

	@Test
	void encodesOnlyTheChunksAgainThatWereRunningWhenTheConverterWasKilled() {
		Path video = SampleMedia.mp4(Duration.ofMinutes(20));
		String undisturbed = this.system.upload(video);
		this.system.awaitState(undisturbed, "COMPLETED");
		String id = this.system.upload(video);
		await().atMost(Duration.ofMinutes(1))
			.pollInterval(Duration.ofMillis(20))
			.until(() -> keptChunks(id), (kept) -> kept.size() >= 3);
		this.system.service("converter").killAlone();
		SortedSet<Integer> kept = settledChunks(id);
		int begun = Math.max(kept.last(), chunksAtWork().stream().max(Integer::compare).orElse(0)) + 1;
		assertThat(this.system.conversion(id).get("state").asString()).isEqualTo("CONVERTING");
		this.system.service("converter").start();
		JsonNode completed = this.system.awaitState(id, "COMPLETED");
		assertThat(completed.get("attempt").asInt()).isEqualTo(2);
		Map<String, String> encoding = encoding(id);
		int chunks = Integer.parseInt(encoding.getOrDefault("soundlift.encode.chunks", ""));
		int found = Integer.parseInt(encoding.getOrDefault("soundlift.encode.chunks_kept", ""));
		assertThat(begun).as("chunks begun before the kill, of %d", chunks).isLessThan(chunks);
		// until the first claim lapses, the new process helps with it
		assertThat(found).as("chunks found by the second attempt").isBetween(kept.size(), chunks);
		// two more than encoders, as that many may be on their way to the store
		assertThat(begun - kept.size()).as("chunks begun and not kept at the kill")
			.isBetween(0, Runtime.getRuntime().availableProcessors() + 2);
		assertThat(sha256(id)).isEqualTo(sha256(undisturbed));
		await().untilAsserted(() -> assertThat(chunksAtWork()).as("left in the work directory").isEmpty());
		assertCleanAndMailedOnce(id);
	}

	@Test
	void encodesOnlyWhatIsMissingWhenTheConverterWasKilledDuringTheUpload() throws Exception {
		Path video = SampleMedia.streamable(Duration.ofMinutes(5));
		String undisturbed = this.system.upload(video);
		this.system.awaitState(undisturbed, "COMPLETED");
		HttpRequest.Builder creation = tus("/api/uploads").header("Upload-Length", Long.toString(Files.size(video)));
		String path = this.system.send(creation.POST(BodyPublishers.noBody()).build())
			.headers()
			.firstValue("Location")
			.orElseThrow();
		String id = path.substring(path.lastIndexOf('/') + 1);
		// half a minute and more, of which a chunk needs the first ten seconds
		PacedStream content = new PacedStream(Files.newInputStream(video), 700_000);
		HttpRequest patch = tus(path).header("Content-Type", "application/offset+octet-stream")
			.header("Upload-Offset", "0")
			.method("PATCH", BodyPublishers.ofInputStream(() -> content))
			.build();
		CompletableFuture<HttpResponse<byte[]>> sent = Background.call(() -> this.system.send(patch));
		await().atMost(Duration.ofMinutes(2))
			.pollInterval(Duration.ofMillis(20))
			.until(() -> keptChunks(id), (kept) -> kept.size() >= 1);
		this.system.service("converter").killAlone();
		assertThat(sent).as("the upload, when the converter was killed").isNotDone();
		content.hurry();
		SortedSet<Integer> kept = settledChunks(id);
		assertThat(sent.get(5, TimeUnit.MINUTES).statusCode()).isEqualTo(204);
		this.system.service("converter").start();
		this.system.awaitState(id, "COMPLETED");
		assertThat(encoding(id)).containsEntry("soundlift.encode.chunks_kept", Integer.toString(kept.size()));
		assertThat(sha256(id)).isEqualTo(sha256(undisturbed));
		await().untilAsserted(() -> assertThat(chunksAtWork()).as("left in the work directory").isEmpty());
		assertCleanAndMailedOnce(id);
		assertThat(count("kept_chunks")).isZero();
		assertThat(count("kept_chunks.chunks")).isZero();
	}

	private HttpRequest.Builder tus(String path) {
		return this.system.request(path).header("Tus-Resumable", "1.0.0");
	}

	/**
	 * Returns the chunks that are kept when the store has done what it was told before
	 * the converter died.
	 */
	private SortedSet<Integer> settledChunks(String id) {
		List<SortedSet<Integer>> looks = new ArrayList<>();
		return await().pollInterval(Duration.ofMillis(500)).until(() -> {
			looks.add(keptChunks(id));
			return looks.get(looks.size() - 1);
		}, (last) -> looks.size() > 2 && last.equals(looks.get(looks.size() - 2)));
	}

	private SortedSet<Integer> keptChunks(String id) {
		Document list = this.system.database().getCollection("kept_chunks").find(new Document("_id", id)).first();
		SortedSet<Integer> indexes = new TreeSet<>();
		if (list != null) {
			list.get("chunks", new Document())
				.values()
				.forEach((ofPlan) -> ((Document) ofPlan).keySet()
					.forEach((index) -> indexes.add(Integer.valueOf(index))));
		}
		return indexes;
	}

	/**
	 * Lists the chunks that have a file in the work directory, finished or not.
	 */
	private SortedSet<Integer> chunksAtWork() {
		Path work = Path.of(this.system.service("converter").get("SOUNDLIFT_CONVERTER_WORKDIRECTORY"));
		try (Stream<Path> files = Files.walk(work)) {
			return files.map((file) -> CHUNK.matcher(file.getFileName().toString()))
				.filter(Matcher::matches)
				.map((name) -> Integer.valueOf(name.group(1)))
				.collect(Collectors.toCollection(TreeSet::new));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Waits for the one span of encoding, since who is killed sends none.
	 */
	private Map<String, String> encoding(String id) {
		return await().atMost(Duration.ofMinutes(1))
			.until(() -> this.system.traces()
				.spans()
				.stream()
				.filter((span) -> span.name().equals("audio.encode")
						&& id.equals(span.attributes().get("soundlift.conversion.id")))
				.map(ReceivedSpan::attributes)
				.toList(), (spans) -> spans.size() == 1)
			.get(0);
	}

	private String sha256(String id) {
		Document conversion = this.system.database().getCollection("conversions").find(new Document("_id", id)).first();
		assertThat(conversion).isNotNull();
		return conversion.getEmbedded(List.of("mp3", "file", "sha256"), String.class);
	}

	@Test
	@Tag("broker")
	void completesAfterAllGatewaysWereKilledRightAfterTheAnswer() {
		String id = this.system.upload(SampleMedia.file(Sample.MP4_AAC));
		List<ServiceProcess> gateways = List.of(this.system.service("gateway"), this.system.service("gateway-2"));
		gateways.forEach(ServiceProcess::kill);
		gateways.forEach(ServiceProcess::start);
		gateways.forEach(ServiceProcess::awaitReady);
		this.system.awaitState(id, "COMPLETED");
		assertCleanAndMailedOnce(id);
	}

	@Test
	@Tag("broker")
	void completesAfterTheNotifierWasKilledBeforeTheMail() {
		this.system.service("notifier").kill();
		String id = this.system.upload(SampleMedia.file(Sample.MP4_AAC));
		this.system.awaitState(id, "COMPLETED");
		this.system.service("notifier").start().awaitReady();
		assertCleanAndMailedOnce(id);
	}

	private void assertCleanAndMailedOnce(String id) {
		this.system.awaitMail(id);
		assertThat(this.system.mailsAbout(id)).hasSize(1);
		await().untilAsserted(() -> {
			assertThat(count("videos.files")).isEqualTo(count("conversions"));
			assertThat(count("mp3s.files"))
				.isEqualTo(this.system.count("conversions", new Document("state", "COMPLETED")));
			assertThat(count("file_writes")).isZero();
		});
	}

	private long count(String collection) {
		return this.system.count(collection, new Document());
	}

}
