package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.soundlift.converter.encode.EncodedMp3;
import io.soundlift.testsupport.MediaProbe;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Sends files that want something else than to be converted.
 */
class AttackTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	static Path folder;

	private final Path canary = SampleMedia.file(Sample.TS_MP2);

	@Test
	void playlistThatNamesAnotherFileIsNoMedia() throws Exception {
		Path playlist = SampleMedia.playlistOf(this.canary);
		assertThat(unguarded(playlist)).as("the attack works without containment").isTrue();
		assertRefused(playlist);
	}

	@Test
	void concatScriptThatNamesAnotherFileIsNoMedia() throws Exception {
		Path script = SampleMedia.concatScriptOf(this.canary);
		assertThat(unguarded(script)).as("the attack works without containment").isTrue();
		assertRefused(script);
	}

	@Test
	void playlistThatNamesAnAddressReachesNobody() throws Exception {
		try (ServerSocket server = new ServerSocket(0)) {
			server.setSoTimeout(1);
			Path playlist = Files.writeString(Files.createTempFile(folder, "net", ".mp4"), """
					#EXTM3U
					#EXTINF:10.0,
					http://127.0.0.1:%d/secret.ts
					#EXT-X-ENDLIST
					""".formatted(server.getLocalPort()));
			assertRefused(playlist);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(server::accept);
		}
	}

	@Test
	void manifestThatNamesAnotherFileIsNoMedia() throws Exception {
		Path manifest = AttackFiles.manifestOf(folder, this.canary);
		assertRefused(manifest);
	}

	@Test
	void sessionDescriptionListensToNobody() throws Exception {
		assertRefused(AttackFiles.sessionDescription(folder));
	}

	@Test
	void movieThatKeepsItsAudioInAnotherFileHasNone() throws Exception {
		Path secret = Files.write(folder.resolve("secret.pcm"), AttackFiles.SECRET);
		Path movie = AttackFiles.movieWithAudioIn(folder, secret);
		byte[] stolen = output(movie, "-enable_drefs", "1", "-use_absolute_path", "1");
		assertThat(stolen).as("the attack works with other options").isEqualTo(AttackFiles.SECRET);
		assertThat(output(movie)).isNotEqualTo(AttackFiles.SECRET);
		assertThat(outcomes(movie)).allMatch((outcome) -> outcome.equals("DAMAGED") || outcome.equals("NO_AUDIO"));
	}

	private static byte[] output(Path video, String... options) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(SampleMedia.ffmpeg().toString(), "-nostdin", "-v", "error"));
		command.addAll(List.of(options));
		command.addAll(List.of("-i", video.toString(), "-f", "s16le", "-"));
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
		byte[] output = process.getInputStream().readAllBytes();
		assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
		return output;
	}

	@Test
	void subtitlesThatAreAPlaylistReachNobody() throws Exception {
		try (ServerSocket server = new ServerSocket(0)) {
			server.setSoTimeout(1);
			Path video = AttackFiles.aviWithPlaylistAsSubtitles(folder, server.getLocalPort());
			assertThat(outcomes(video)).allMatch((outcome) -> outcome.matches("9\\d\\d ms|10\\d\\d ms"));
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(server::accept);
		}
	}

	@Test
	void thousandStreamsAreTooMany() throws Exception {
		assertThat(outcomes(AttackFiles.aviWithStreams(folder, 1000))).containsOnly("TOO_MANY_STREAMS");
		assertThat(outcomes(AttackFiles.aviWithStreams(folder, 90)))
			.allMatch((outcome) -> outcome.matches("9\\d\\d ms|10\\d\\d ms"));
	}

	@Test
	void tenHoursOfSilenceAreTooLongForNine() throws Exception {
		assertThat(outcomes(AttackFiles.silence(folder, Duration.ofHours(10)))).containsOnly("TOO_LONG");
	}

	@Test
	void billionSecondsInAHeaderAreRefusedOrNotBelieved() throws Exception {
		assertThat(outcomes(AttackFiles.movieThatClaimsSeconds(folder, 1_000_000_000)))
			.allMatch((outcome) -> outcome.matches("TOO_LONG|40\\d\\d ms"));
	}

	@Test
	void tagsWithControlCharactersDoNotReachTheMp3() throws Exception {
		Path video = AttackFiles.videoWithTitle(folder, "a\r\nX-Injected: b\u001b[2J\u0007");
		for (Path executable : List.of(SampleMedia.ffmpeg(), BundledFfmpeg.unpack(folder))) {
			try (TestFfmpeg ffmpeg = TestFfmpeg.of(executable, folder, Duration.ofMinutes(1));
					FfmpegSession session = ffmpeg.open(video)) {
				EncodedMp3 mp3 = ffmpeg.convert(session, 128_000);
				assertThat(MediaProbe.of(mp3.file()).codec()).isEqualTo("mp3");
				assertThat(new String(Files.readAllBytes(mp3.file()), StandardCharsets.ISO_8859_1))
					.doesNotContain("\r\nX-Injected")
					.doesNotContain("\u001b[2J");
			}
		}
	}

	/**
	 * Converts a file with each ffmpeg.
	 * @return the defects that were found, or the lengths of the MP3s
	 */
	private static List<String> outcomes(Path video) throws IOException {
		List<String> outcomes = new ArrayList<>();
		for (Path executable : List.of(SampleMedia.ffmpeg(), BundledFfmpeg.unpack(folder))) {
			Path work = Files.createTempDirectory(folder, "work-");
			try (TestFfmpeg ffmpeg = TestFfmpeg.of(executable, work, Duration.ofMinutes(1));
					FfmpegSession session = ffmpeg.open(video)) {
				outcomes.add(ffmpeg.convert(session, 128_000, Duration.ofHours(9)).length().toMillis() + " ms");
			}
			catch (UnusableVideoException ex) {
				outcomes.add(ex.defect().name());
			}
			assertThat(work).isEmptyDirectory();
		}
		return outcomes;
	}

	private static boolean unguarded(Path video) throws IOException, InterruptedException {
		Path mp3 = Files.createTempFile(folder, "unguarded", ".mp3");
		ProcessBuilder builder = new ProcessBuilder(List.of(BundledFfmpeg.unpack(folder).toString(), "-nostdin", "-v",
				"error", "-y", "-i", video.toString(), "-vn", mp3.toString()));
		builder.environment().put("GCONV_PATH", folder.toString());
		Process process = builder.inheritIO().start();
		assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
		return Files.size(mp3) > 10_000;
	}

	private void assertRefused(Path video) throws IOException {
		for (Path executable : List.of(SampleMedia.ffmpeg(), BundledFfmpeg.unpack(folder))) {
			try (TestFfmpeg ffmpeg = TestFfmpeg.of(executable, folder, Duration.ofMinutes(1));
					FfmpegSession session = ffmpeg.open(video)) {
				Files.copy(this.canary, session.directory().resolve("canary-" + this.canary.getFileName()));
				assertThatExceptionOfType(UnusableVideoException.class)
					.isThrownBy(() -> ffmpeg.convert(session, 192_000))
					.extracting(UnusableVideoException::defect)
					.isEqualTo(Defect.NOT_MEDIA);
				assertThat(session.mp3()).doesNotExist();
			}
		}
	}

}
