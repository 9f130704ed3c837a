package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

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

	private static boolean unguarded(Path video) throws IOException, InterruptedException {
		Path mp3 = Files.createTempFile(folder, "unguarded", ".mp3");
		ProcessBuilder builder = new ProcessBuilder(List.of(BundledFfmpeg.unpack(folder).toString(), "-nostdin", "-v",
				"error", "-y", "-i", video.toString(), "-vn", mp3.toString()));
		builder.environment().put("GCONV_PATH", folder.toString());
		Process process = builder.inheritIO().start();
		assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
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
