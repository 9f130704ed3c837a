package io.soundlift.converter.job;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionState;
import io.soundlift.journey.file.FileRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for conversions of videos of which only the audio was sent, with ffmpeg.
 */
@Timeout(600)
class VideoWithHolesTests {

	private static final long TEBIBYTE = 1024L * 1024 * 1024 * 1024;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path work;

	@SuppressWarnings("NullAway.Init")
	private TestFfmpeg ffmpeg;

	@SuppressWarnings("NullAway.Init")
	private TestConverter converter;

	@BeforeEach
	void start() {
		this.ffmpeg = TestFfmpeg.system(this.work);
		this.converter = new TestConverter(this.ffmpeg, Duration.ofSeconds(30), Duration.ofHours(1));
	}

	@AfterEach
	void stop() {
		this.converter.close();
		this.ffmpeg.close();
	}

	@ParameterizedTest
	@CsvSource({ "index-last.mp4,libx264,aac,-f,mp4", "index-first.mp4,libx264,aac,-movflags,+faststart",
			"fragments.mp4,mpeg4,aac,-movflags,+frag_keyframe+empty_moov", "mp3.mp4,mpeg4,libmp3lame,-f,mp4",
			"cues-last.mkv,libx264,aac,-cluster_time_limit,1000", "cues-first.mkv,mpeg4,ac3,-reserve_index_space,20000",
			"opus.webm,libvpx,libopus,-f,webm" })
	void makesTheSameMp3FromAudioAlone(String name, String pictures, String audio, String option, String value)
			throws Exception {
		Path video = VideoSamples.make(this.folder.resolve(name), "-c:v", pictures, "-c:a", audio, option, value);
		List<FileRange> ranges = VideoSamples.complement(video);
		Conversion whole = this.converter.accepted(video);
		Conversion holes = this.converter.acceptedRanges(video, Files.size(video), ranges);
		assertThat(holes.video().sizeBytes()).isEqualTo(Files.size(video));
		assertThat(holes.video().storedBytes()).isLessThan(Files.size(video) / 2);
		this.converter.deliver(whole);
		this.converter.deliver(holes);
		assertThat(this.converter.find(holes).failure()).isNull();
		assertThat(this.converter.mp3(holes).file().sha256()).isEqualTo(this.converter.mp3(whole).file().sha256());
	}

	@Test
	void convertsVideoWithTebibyteOfHoles() throws Exception {
		Path video = VideoSamples.make(this.folder.resolve("video.mp4"), "-c:v", "mpeg4", "-c:a", "aac", "-movflags",
				"+faststart");
		Conversion whole = this.converter.accepted(video);
		List<FileRange> ranges = new ArrayList<>(VideoSamples.complement(video));
		// a box of free space up to the end (ISO/IEC 14496-12, 8.1.2), as editors leave
		// it
		ByteBuffer free = ByteBuffer.allocate(16).putInt(1).put("free".getBytes(StandardCharsets.US_ASCII));
		ranges.add(new FileRange(Files.size(video), free.capacity()));
		free.putLong(TEBIBYTE - Files.size(video));
		Files.write(video, free.array(), StandardOpenOption.APPEND);
		Conversion holes = this.converter.acceptedRanges(video, TEBIBYTE, ranges);
		this.converter.deliver(whole);
		this.converter.deliver(holes);
		assertThat(this.converter.find(holes).state()).isEqualTo(ConversionState.COMPLETED);
		assertThat(this.converter.mp3(holes).file().sha256()).isEqualTo(this.converter.mp3(whole).file().sha256());
	}

	@Test
	void failsWhenPartOfItIsGone() throws Exception {
		Path video = VideoSamples.make(this.folder.resolve("video.mp4"), "-c:v", "mpeg4", "-c:a", "aac");
		Conversion conversion = this.converter.acceptedRanges(video, Files.size(video), VideoSamples.complement(video));
		this.converter.database().getCollection("videos.chunks").drop();
		this.converter.deliver(conversion);
		assertThat(this.converter.failure(conversion).code()).isEqualTo("video-missing");
	}

}
