package io.soundlift.converter.decode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AudioDecoder}.
 */
class AudioDecoderTests {

	/** Another sample rate than any of the sounds has, and one channel less. */
	private static final AudioFormat FORMAT = new AudioFormat(32_000, 1);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path folder;

	@ParameterizedTest
	@EnumSource(ChangingAudio.class)
	void cutsTheSamplesThatTheWholeHasAtThatPlace(ChangingAudio audio) throws IOException {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.folder.resolve("work"));
				FfmpegSession session = ffmpeg.open(audio.file(this.folder))) {
			byte[] whole = decode(session, SampleRange.ALL);
			int length = whole.length / FORMAT.sampleBytes();
			for (SampleRange range : List.of(new SampleRange(70_001, 300_000),
					new SampleRange(290_000, SampleRange.NO_END), new SampleRange(length, SampleRange.NO_END),
					new SampleRange(2L * length, 3L * length))) {
				byte[] part = Arrays.copyOfRange(whole, FORMAT.sampleBytes() * (int) Math.min(range.first(), length),
						FORMAT.sampleBytes() * (int) Math.min(range.end(), length));
				assertThat(decode(session, range)).as("%s", range).isEqualTo(part);
			}
		}
	}

	@Test
	void passesOnlyTheRangeThroughFilters() throws IOException {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.folder.resolve("work"));
				FfmpegSession session = ffmpeg.open(SampleMedia.file(Sample.MP4_AAC))) {
			SampleRange range = new SampleRange(32_000, 64_000);
			byte[] plain = decode(session, range);
			assertThat(decode(session, range, "anull")).isEqualTo(plain);
			assertThat(decode(session, range, "areverse", "areverse")).isEqualTo(plain);
			assertThat(decode(session, range, "atrim=start_sample=8000", "atrim=end_sample=8000"))
				.isEqualTo(Arrays.copyOfRange(plain, plain.length / 4, plain.length / 2));
		}
	}

	private static byte[] decode(FfmpegSession session, SampleRange range, String... filters) throws IOException {
		try (SampleSource source = new AudioDecoder(session, TestFfmpeg.probe().probe(session), 0, FORMAT).decode(range,
				List.of(filters))) {
			byte[] samples = source.samples().readAllBytes();
			source.await();
			return samples;
		}
	}

}
