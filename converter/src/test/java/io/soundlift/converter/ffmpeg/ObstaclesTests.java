package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
	void namesAudioThatHasNoDecoder(String type, String audio) throws IOException {
		assertRefused(this.media.mp4(type), Defect.UNSUPPORTED_AUDIO, audio);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "2d,'',MPEG-H 3D Audio", "2e,'',MPEG-H 3D Audio", "06,7f0115,Dolby AC-4",
			"06,0a04656e6700050441432d34,Dolby AC-4", "06,0a04656e67007f0321aabb,DTS-UHD", "80,050441432d34,Dolby AC-4",
			"06,'',-", "06,7f010e,-", "06,7f00,-", "06,050341432d,-", "06,05ff41432d34,Dolby AC-4" })
	void namesAudioOfTransportStreamThatHasNoDecoder(String type, String descriptors, @Nullable String audio)
			throws IOException {
		assertRefused(this.media.transportStream(Integer.parseInt(type, 16), descriptors),
				(audio != null) ? Defect.UNSUPPORTED_AUDIO : Defect.NO_AUDIO, audio);
	}

	@ParameterizedTest
	@CsvSource({ "ipcm,16,s", "ipcm,24,s", "ipcm,32,s", "fpcm,32,f", "fpcm,64,f" })
	void refusesPcmWhenFfmpegReadsItInAnotherForm(String type, int bits, String kind) throws IOException {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder);
				FfmpegSession session = ffmpeg.open(this.media.pcm(type, bits))) {
			AudioTrack track = TestFfmpeg.probe().probe(session).tracks().get(0);
			boolean understood = track.codec().equals("pcm_" + kind + bits + "le");
			assertThat(track.obstacle() == null).isEqualTo(understood);
		}
	}

	@Test
	void saysThatEncryptedAudioIsEncrypted() throws IOException {
		assertRefused(this.media.mp4("enca"), Defect.ENCRYPTED, null);
		assertRefused(this.media.encryptedMp4(), Defect.ENCRYPTED, null);
		assertRefused(this.media.encryptedPictures(), Defect.ENCRYPTED, null);
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
		for (Path flac : List.of(this.media.flacOf32Bits(), this.media.flacOf32BitsBehindTag(),
				this.media.flacOf32BitsInMatroska(), this.media.flacOf32BitsInMp4())) {
			UnusableVideoException refusal = refusal(flac);
			if (refusal != null) {
				assertThat(refusal.defect()).as(flac.toString()).isEqualTo(Defect.UNSUPPORTED_AUDIO);
				assertThat(refusal.audio()).isEqualTo("FLAC with 32 bits per sample");
			}
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
