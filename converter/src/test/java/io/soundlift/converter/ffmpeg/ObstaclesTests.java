package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.nio.file.Path;

import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link Obstacles}: refuses what ffmpeg would turn into noise, and names it.
 */
class ObstaclesTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	static Path folder;

	private final UndecodableMedia media = new UndecodableMedia(folder);

	@ParameterizedTest
	@CsvSource({ "ac-4,Dolby AC-4", "dtsx,DTS-UHD", "dtsy,DTS-UHD", "mha1,MPEG-H 3D Audio", "mhm1,MPEG-H 3D Audio" })
	void namesSoundThatHasNoDecoder(String type, String audio) throws IOException {
		assertRefused(this.media.mp4(type), Defect.UNSUPPORTED_AUDIO, audio);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0x2d, 0x2e })
	void namesSoundOfTransportStreamThatHasNoDecoder(int type) throws IOException {
		assertRefused(this.media.transportStream(type), Defect.UNSUPPORTED_AUDIO, "MPEG-H 3D Audio");
	}

	@ParameterizedTest
	@CsvSource({ "ipcm,16,s", "ipcm,24,s", "ipcm,32,s", "fpcm,32,f", "fpcm,64,f" })
	void refusesPcmWhenFfmpegReadsItInAnotherForm(String type, int bits, String kind) throws IOException {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder);
				FfmpegSession session = ffmpeg.open(this.media.pcm(type, bits))) {
			SoundTrack track = TestFfmpeg.probe().probe(session).tracks().get(0);
			boolean understood = track.codec().equals("pcm_" + kind + bits + "le");
			assertThat(track.obstacle() == null).isEqualTo(understood);
		}
	}

	@Test
	void saysThatEncryptedSoundIsEncrypted() throws IOException {
		assertRefused(this.media.mp4("enca"), Defect.ENCRYPTED, null);
		assertRefused(this.media.encryptedMp4(), Defect.ENCRYPTED, null);
		assertRefused(this.media.encryptedMatroska(), Defect.ENCRYPTED, null);
		assertRefused(this.media.protectedAsf(), Defect.ENCRYPTED, null);
	}

	@Test
	void tellsPicturesAndSegmentsFromDamagedVideos() throws IOException {
		assertRefused(this.media.picture(), Defect.NOT_MEDIA, null);
		assertRefused(this.media.segment(), Defect.SEGMENT_ONLY, null);
		assertRefused(this.media.segmentOfWebm(), Defect.SEGMENT_ONLY, null);
		assertRefused(SampleMedia.file(Sample.MP4_TRUNCATED), Defect.DAMAGED, null);
	}

	@Test
	void refusesFlacOf32BitsOnlyWhenFfmpegIsTooOld() throws IOException {
		Path flac = this.media.flacOf32Bits();
		assertThat(FlacHeader.bitsPerSample(flac)).isEqualTo(32);
		UnusableVideoException refusal = refusal(flac);
		if (refusal != null) {
			assertThat(refusal.defect()).isEqualTo(Defect.UNSUPPORTED_AUDIO);
			assertThat(refusal.audio()).contains("FLAC");
		}
	}

	private static void assertRefused(Path video, Defect defect, @Nullable String audio) {
		UnusableVideoException refusal = refusal(video);
		assertThat(refusal).as(video.toString()).isNotNull();
		assertThat(refusal.defect()).as(video.toString()).isEqualTo(defect);
		assertThat(refusal.audio()).as(video.toString()).isEqualTo(audio);
	}

	private static @Nullable UnusableVideoException refusal(Path video) {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); FfmpegSession session = ffmpeg.open(video)) {
			return catchThrowableOfType(UnusableVideoException.class, () -> ffmpeg.convert(session, 192_000));
		}
	}

}
