package io.soundlift.testsupport;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

import io.soundlift.testsupport.SampleMedia.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SampleMedia} and {@link MediaProbe}.
 */
class SampleMediaTests {

	private static final Set<Sample> AUDIO = EnumSet.range(Sample.MP4_AAC, Sample.MOV_PCM_96_KHZ);

	@ParameterizedTest
	@EnumSource
	void makesEverySample(Sample sample) throws Exception {
		Path file = SampleMedia.file(sample);
		assertThat(file).exists().hasFileName(sample.fileName());
		assertThat(Files.size(file) == 0).isEqualTo(sample == Sample.EMPTY);
		assertThat(SampleMedia.file(sample)).isEqualTo(file);
		if (AUDIO.contains(sample)) {
			assertThat(MediaProbe.of(file).decodedMillis()).isBetween(3900L, 4200L);
		}
	}

	@Test
	void saysWhatIsInAnMp4() {
		MediaProbe probe = MediaProbe.of(SampleMedia.file(Sample.MP4_AAC));
		assertThat(probe.codec()).isEqualTo("aac");
		assertThat(probe.channels()).isEqualTo(2);
		assertThat(probe.sampleRate()).isEqualTo(44100);
		assertThat(probe.durationMillis()).isBetween(3990L, 4100L);
	}

	@Test
	void makesVideoOfGivenLength() {
		Path file = SampleMedia.mp4(Duration.ofSeconds(90));
		assertThat(MediaProbe.of(file).decodedMillis()).isBetween(89_900L, 90_200L);
	}

	@Test
	void findsNoAudioWhereThereIsNone() {
		assertThatIllegalArgumentException().isThrownBy(() -> MediaProbe.of(SampleMedia.file(Sample.MP4_WITHOUT_AUDIO)))
			.withMessageContaining("No audio");
	}

}
