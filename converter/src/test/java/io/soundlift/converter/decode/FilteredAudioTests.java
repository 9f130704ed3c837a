package io.soundlift.converter.decode;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

import io.soundlift.converter.ffmpeg.FfmpegOutput;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link FilteredAudio}.
 */
class FilteredAudioTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path folder;

	@Test
	@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void waitsForNothingWhenSamplesCannotBeReadAtAll() throws Exception {
		OutOfMemoryError error = new OutOfMemoryError("for a test");
		Unreadable source = new Unreadable(error);
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.folder);
				FfmpegSession session = ffmpeg.open(SampleMedia.file(Sample.MP4_AAC));
				FilteredAudio audio = new FilteredAudio(session, source, new AudioFormat(48_000, 1),
						List.of("-f", "null", "-"))) {
			audio.samples().transferTo(OutputStream.nullOutputStream());
			assertThatThrownBy(audio::await).hasRootCause(error);
			assertThat(source.killed).isTrue();
		}
	}

	/**
	 * Samples that take more memory than there is.
	 */
	private static final class Unreadable extends InputStream implements SampleSource {

		private final Error error;

		private volatile boolean killed;

		Unreadable(Error error) {
			this.error = error;
		}

		@Override
		public int read() {
			throw this.error;
		}

		@Override
		public InputStream samples() {
			return this;
		}

		@Override
		public void await() {
		}

		@Override
		public FfmpegOutput messages() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void kill() {
			this.killed = true;
		}

		@Override
		public void close() {
			kill();
		}

	}

}
