package io.soundlift.cli.conversion;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.soundlift.cli.SoundliftCli;
import io.soundlift.cli.console.Pause;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Batch}, {@link Inputs} and what {@link ConvertCommand} does with
 * several files.
 */
@Execution(ExecutionMode.CONCURRENT)
class BatchTests {

	private static final int MAX_LIVE = 3;

	private final StubConversions server = new StubConversions(MAX_LIVE);

	private final StringWriter out = new StringWriter();

	private final StringWriter err = new StringWriter();

	private final Path videos;

	private final Path mp3s;

	private final Path data;

	BatchTests(@TempDir Path folder) throws IOException {
		this.videos = Files.createDirectory(folder.resolve("videos"));
		this.mp3s = Files.createDirectory(folder.resolve("mp3s"));
		this.data = Files.createDirectory(folder.resolve("data"));
	}

	@BeforeEach
	void login() throws IOException {
		this.server.credentials().write(this.data);
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void givesEachFileItsMp3WhateverEndsFirst() throws Exception {
		this.server.endNewestFirst();
		for (int i = 0; i < 12; i++) {
			video("talk %d.mp4".formatted(i));
		}
		assertThat(convert(this.videos.toString())).as(this.err.toString()).isZero();
		for (int i = 0; i < 12; i++) {
			assertThat(this.mp3s.resolve("talk %d.mp3".formatted(i))).hasContent("The MP3 of talk %d.mp4".formatted(i));
		}
		assertThat(files(this.mp3s)).hasSize(12);
		assertThat(this.out.toString().lines()).hasSize(12)
			.contains(this.mp3s.resolve("talk 0.mp3").toString(), this.mp3s.resolve("talk 11.mp3").toString());
		assertThat(this.err.toString()).startsWith("12 of 12 converted, in ").hasLineCount(1);
	}

	@Test
	void asksOnceForAllThatAreConverted() throws Exception {
		for (int i = 0; i < 9; i++) {
			video(i + ".mp4");
		}
		assertThat(convert(this.videos.toString())).isZero();
		assertThat(this.server.requests()).filteredOn((request) -> request.matches("GET /api/conversions/[^/]*"))
			.isEmpty();
		assertThat(this.server.requests()).filteredOn("GET /api/conversions"::equals).hasSizeLessThanOrEqualTo(18);
	}

	@Test
	void goesOnAfterFailuresAndSaysWhyAtTheEnd() throws Exception {
		video("a.mp4");
		video("bad.mp4");
		video("z.mp4");
		Path missing = this.videos.resolve("missing.mp4");
		assertThat(convert(this.videos.toString(), missing.toString())).isEqualTo(11);
		assertThat(files(this.mp3s)).containsExactly("a.mp3", "z.mp3");
		String noAudio = this.videos.resolve("bad.mp4") + ": This video has no sound. (no-audio)";
		String noFile = "There is no file " + missing + ".";
		assertThat(this.err.toString().lines()).hasSize(5)
			.contains(noAudio, noFile, "  " + noAudio, "  " + noFile)
			.element(2)
			.asString()
			.startsWith("2 of 4 converted, 2 failed, in ");
	}

	@Test
	void printsALineOfJsonForEachFile() throws Exception {
		Path good = video("a.mp4");
		Path bad = video("bad.mp4");
		Path done = video("z.mp4");
		Path there = Files.writeString(this.mp3s.resolve("z.mp3"), "mine");
		assertThat(convert(this.videos.toString(), "--json")).isEqualTo(11);
		List<JsonNode> lines = this.out.toString().lines().map(JsonMapper.shared()::readTree).toList();
		assertThat(lines).hasSize(3)
			.anySatisfy((line) -> assertThat(line).isEqualTo(JsonMapper.shared()
				.readTree(
						"""
								{"file": "%s", "id": "%s", "state": "COMPLETED", "mp3": "%s", "sizeBytes": 16, "sha256": "%s"}"""
							.formatted(good, line.path("id").asString(), this.mp3s.resolve("a.mp3"),
									sha256("The MP3 of a.mp4")))))
			.anySatisfy((line) -> {
				assertThat(line.path("file").asString()).isEqualTo(bad.toString());
				assertThat(line.at("/error/exitCode").asInt()).isEqualTo(3);
				assertThat(line.at("/error/message").asString()).endsWith("This video has no sound. (no-audio)");
				assertThat(this.server.ids()).contains(line.path("id").asString());
			})
			.anySatisfy((line) -> assertThat(line).isEqualTo(JsonMapper.shared().readTree("""
					{"file": "%s", "skipped": "%s exists already."}""".formatted(done, there))));
	}

	@Test
	void endsWithIdsWhenNobodyWaits() throws Exception {
		this.server.hold();
		Path first = video("a.mp4");
		Path second = video("b.mp4");
		assertThat(convert(this.videos.toString(), "--no-wait")).as(this.err.toString()).isZero();
		List<String> ids = this.server.ids();
		List<String> names = this.server.fileNames();
		String idOfFirst = ids.get(names.indexOf("a.mp4"));
		String idOfSecond = ids.get(names.indexOf("b.mp4"));
		assertThat(this.out.toString().lines()).containsExactlyInAnyOrder(idOfFirst + "  " + first,
				idOfSecond + "  " + second);
		assertThat(this.err.toString()).startsWith("2 of 2 uploaded, in ");
		assertThat(files(this.mp3s)).isEmpty();
	}

	@Test
	void saysNothingButResultsAndFailuresWhenQuiet() throws Exception {
		Path good = video("a.mp4");
		assertThat(convert(good.toString(), "--quiet")).isZero();
		assertThat(this.out.toString()).isEqualTo(this.mp3s.resolve("a.mp3") + System.lineSeparator());
		assertThat(this.err.toString()).isEmpty();
		Path bad = video("bad.mp4");
		assertThat(convert(bad.toString(), good.toString(), "--force", "--quiet")).isEqualTo(11);
		assertThat(this.err.toString().strip()).isEqualTo(bad + ": This video has no sound. (no-audio)");
	}

	@Test
	void refusesStandardInputAmongFiles() throws Exception {
		video("a.mp4");
		assertThat(convert(this.videos.toString(), "-")).isEqualTo(2);
		assertThat(this.err.toString()).contains("Standard input can't be converted together with files.");
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void skipsWhatIsThereUnlessForced() throws Exception {
		video("a.mp4");
		video("b.mp4");
		Path there = Files.writeString(this.mp3s.resolve("a.mp3"), "mine");
		assertThat(convert(this.videos.toString())).isZero();
		assertThat(there).hasContent("mine");
		assertThat(this.server.fileNames()).containsExactly("b.mp4");
		assertThat(this.err.toString()).contains("Skipped " + this.videos.resolve("a.mp4") + ": " + there + " exists")
			.contains("1 of 2 converted, 1 skipped, in ");
		assertThat(convert(this.videos.toString(), "--force")).isZero();
		assertThat(there).hasContent("The MP3 of a.mp4");
	}

	@Test
	void sendsNothingWhenTwoFilesWouldBecomeOneMp3() throws Exception {
		Path mp4 = video("a.mp4");
		Path mov = video("a.mov");
		assertThat(convert(this.videos.toString())).isEqualTo(7);
		assertThat(this.err.toString())
			.contains(mov + " and " + mp4 + " would both become " + this.mp3s.resolve("a.mp3"));
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void convertsAFileOnceThatIsNamedTwice() throws Exception {
		Path video = video("a.mp4");
		assertThat(convert(video.toString(), this.videos.toString(), this.videos.resolve("../videos/a.mp4").toString()))
			.isZero();
		assertThat(this.server.fileNames()).containsExactly("a.mp4");
	}

	@Test
	void takesVisibleMediaFilesOfAFolderByName() throws Exception {
		for (String name : List.of("b.MOV", "a.mp4", "c.flac", ".hidden.mp4", "notes.txt", "a song.mp3", "mp4")) {
			video(name);
		}
		Files.createDirectory(this.videos.resolve("below"));
		video("below/a.mp4");
		assertThat(convert(this.videos.toString(), "--parallel", "1")).isZero();
		assertThat(this.server.fileNames()).containsExactly("a.mp4", "b.MOV", "c.flac");
	}

	@Test
	void takesFoldersOfAFolderWhenAskedTo() throws Exception {
		for (String folder : List.of("below", "below/deep", ".hidden")) {
			video(Files.createDirectory(this.videos.resolve(folder)) + "/a.mp4");
		}
		Files.createSymbolicLink(this.videos.resolve("below/again"), this.videos);
		video("a.mp4");
		assertThat(convert(this.videos.toString(), "-r")).isZero();
		assertThat(files(this.mp3s)).containsExactly("a.mp3", "below/a.mp3", "below/deep/a.mp3");
	}

	@Test
	void createsTheDirectoryForMp3sIfThereIsNone() throws Exception {
		video("a.mp4");
		video("b.mp4");
		assertThat(convert(this.videos.toString(), "-o", this.mp3s.resolve("new").toString())).isZero();
		assertThat(files(this.mp3s)).containsExactly("new/a.mp3", "new/b.mp3");
	}

	@Test
	void takesDirectoriesThatEndWithSlash() throws Exception {
		video("a.mp4");
		video("b.mp4");
		assertThat(convert(this.videos.toString(), "-o", this.mp3s + "/new/")).isZero();
		assertThat(files(this.mp3s)).containsExactly("new/a.mp3", "new/b.mp3");
		Path file = this.mp3s.resolve("new/a.mp3");
		assertThat(convert(this.videos.toString(), "-o", file + "/")).isEqualTo(7);
		assertThat(this.err.toString()).contains("With several videos, -o must be a directory.");
	}

	@Test
	void neverReplacesAVideoByItsOwnMp3() throws Exception {
		Path song = Files.writeString(this.mp3s.resolve("song.mp3"), "video");
		video("a.mp4");
		assertThat(convert(song.toString(), this.videos.toString(), "--force")).isZero();
		assertThat(song).hasContent("video");
		assertThat(this.err.toString()).contains("Skipped " + song + ": its MP3 would replace it.");
	}

	@Test
	void hasAsManyLiveAsTheAccountMayAndNeverMore() throws Exception {
		for (int i = 0; i < 10; i++) {
			video(i + ".mp4");
		}
		assertThat(convert(this.videos.toString())).as(this.err.toString()).isZero();
		assertThat(this.server.mostLive()).isEqualTo(MAX_LIVE);
		assertThat(this.server.mostUploads()).isLessThanOrEqualTo(2);
		assertThat(this.server.requests()).filteredOn("POST /api/conversions"::equals).as("none refused").hasSize(10);
	}

	@Test
	void hasAsManyLiveAsTheUserWants() throws Exception {
		for (int i = 0; i < 5; i++) {
			video(i + ".mp4");
		}
		assertThat(convert(this.videos.toString(), "--parallel", "2")).isZero();
		assertThat(this.server.mostLive()).isLessThanOrEqualTo(2);
		assertThat(convert(this.videos.toString(), "--parallel", "65")).isEqualTo(2);
		assertThat(convert(this.videos.toString(), "--parallel", "0")).isEqualTo(2);
	}

	@Test
	void triesAgainWhenTheServerSaysWhen() throws Exception {
		video("a.mp4");
		video("b.mp4");
		this.server.refuse(429, 503);
		assertThat(convert(this.videos.toString())).as(this.err.toString()).isZero();
		assertThat(files(this.mp3s)).containsExactly("a.mp3", "b.mp3");
	}

	@Test
	void uploadsSmallFileAgainThatBrokeInTheMiddle() throws Exception {
		try (RandomAccessFile file = new RandomAccessFile(video("a.mp4").toFile(), "rw")) {
			file.setLength(ResumableUploader.LEAST_BYTES - 1);
		}
		this.server.refuse(0, 0);
		assertThat(convert(this.videos.toString())).as(this.err.toString()).isZero();
		assertThat(this.server.requests()).filteredOn("POST /api/conversions"::equals).hasSize(3);
	}

	@Test
	void waitsForAServerThatIsAway() throws Exception {
		video("a.mp4");
		video("b.mp4");
		AtomicInteger pauses = new AtomicInteger();
		this.server.breakLimits(50);
		BatchSummary summary = run(this.server, (duration) -> pauses.incrementAndGet());
		assertThat(summary.exitCode()).isZero();
		// the HTTP client asks twice by itself
		assertThat(pauses.get()).isGreaterThanOrEqualTo(20);
	}

	@Test
	void beginsNoMoreWhenTheServerStaysAway() throws Exception {
		for (int i = 0; i < 20; i++) {
			video(i + ".mp4");
		}
		this.server.breakLimits(Integer.MAX_VALUE);
		BatchSummary summary = run(this.server, (duration) -> {
		});
		assertThat(summary.exitCode()).isEqualTo(4);
		assertThat(summary.report().get(0)).startsWith("0 of 20 converted, 4 failed, 16 not begun, in ");
	}

	@Test
	void beginsNoMoreWhenTheLoginHasEnded() throws Exception {
		video("a.mp4");
		video("b.mp4");
		video("c.mp4");
		// each is asked with a new token once more
		this.server.refuse(401, 401);
		assertThat(convert(this.videos.toString(), "--parallel", "1")).isEqualTo(5);
		assertThat(this.err.toString()).contains("0 of 3 converted, 1 failed, 2 not begun, in ");
	}

	@Test
	void treatsOneFileAsOneAndNotAsABatch() throws Exception {
		Path mp3 = this.mp3s.resolve("a.mp3");
		assertThat(convert(video("a.mp4").toString())).isZero();
		assertThat(this.out.toString().lines()).containsExactly(mp3.toString());
		assertThat(this.err.toString()).contains("; conversion " + this.server.ids().get(0))
			.endsWith("Downloaded " + mp3 + ", 16 B" + System.lineSeparator());
		assertThat(convert(video("bad.mp4").toString())).isEqualTo(3);
		assertThat(this.err.toString()).contains("soundlift: " + this.videos.resolve("bad.mp4") + ": This video has");
		assertThat(convert(video("a.mp4").toString())).isEqualTo(7);
	}

	@Test
	void saysThatAFolderHasNoVideos() {
		assertThat(convert(this.videos.toString())).isEqualTo(7);
		assertThat(this.err.toString()).contains("There are no videos in " + this.videos);
	}

	/**
	 * SIGTERM takes the same way as Ctrl-C, and reaches the program also where those who
	 * started the build let it ignore SIGINT.
	 */
	@Test
	void saysWhenInterruptedWhatGoesOnAtTheServer() throws Exception {
		video("a.mp4");
		video("b.mp4");
		this.server.hold();
		Path printed = this.data.resolve("printed");
		Process process = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-cp",
				System.getProperty("java.class.path"), SoundliftCli.class.getName(), "convert", this.videos.toString(),
				"-o", this.mp3s.toString(), "--data", this.data.toString())
			.redirectErrorStream(true)
			.redirectOutput(printed.toFile())
			.start();
		try {
			await().atMost(Duration.ofMinutes(3)).until(() -> this.server.ids().size() == 2);
			long looks = looks();
			// the program has heard of both when it looks at them
			await().atMost(Duration.ofMinutes(3)).until(() -> looks() >= looks + 2);
			process.destroy();
			assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		assertThat(process.exitValue()).isEqualTo(128 + 15);
		assertThat(Files.readString(printed)).contains("go on")
			.contains("soundlift download " + this.server.ids().get(0))
			.contains("soundlift download " + this.server.ids().get(1))
			.contains("# " + this.videos.resolve("a.mp4"));
		assertThat(files(this.mp3s)).isEmpty();
	}

	private long looks() {
		return this.server.requests().stream().filter("GET /api/conversions"::equals).count();
	}

	private static String sha256(String text) {
		return HexFormat.of().formatHex(Sha256.newDigest().digest(text.getBytes(StandardCharsets.UTF_8)));
	}

	private Path video(String name) throws IOException {
		return Files.writeString(this.videos.resolve(name), "video");
	}

	private int convert(String... arguments) {
		List<String> all = new ArrayList<>(List.of("convert", "--data", this.data.toString()));
		all.addAll(List.of(arguments));
		if (!all.contains("-o")) {
			all.addAll(List.of("-o", this.mp3s.toString()));
		}
		CommandLine commandLine = SoundliftCli.commandLine();
		commandLine.setOut(new PrintWriter(this.out, true));
		commandLine.setErr(new PrintWriter(this.err, true));
		return commandLine.execute(all.toArray(String[]::new));
	}

	private BatchSummary run(StubConversions api, Pause pause) throws Exception {
		return TestBatch.run(this.videos, this.mp3s, api, pause, this.out, this.err);
	}

	private static List<String> files(Path folder) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			return files.filter(Files::isRegularFile)
				.map((file) -> folder.relativize(file).toString())
				.sorted()
				.toList();
		}
	}

}
