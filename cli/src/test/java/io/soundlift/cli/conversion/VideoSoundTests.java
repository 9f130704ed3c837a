package io.soundlift.cli.conversion;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import io.soundlift.cli.container.ByteRange;
import io.soundlift.cli.container.PartialContent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link VideoSound}.
 */
class VideoSoundTests {

	/** Length of the file: 9 GB, of which nothing is read here. */
	private static final long FILE_BYTES = 9_000_000_000L;

	private static final PartialContent CONTENT = new PartialContent(FILE_BYTES, List.of(new ByteRange(0, 10),
			new ByteRange(1_000_000_000, 1_000_000_100), new ByteRange(8_999_999_999L, FILE_BYTES)));

	private final Path video;

	VideoSoundTests(@TempDir Path folder) {
		this.video = folder.resolve("talk.mp4");
	}

	@BeforeEach
	void write() throws IOException {
		Files.write(this.video, new byte[1]);
	}

	@Test
	void namesTheTypeOnlyInTheFirstPart() throws IOException {
		List<String> headers = headers();
		assertThat(headers.get(0)).contains("\r\nContent-Type: video/mp4\r\n");
		assertThat(headers.subList(1, headers.size())).hasSize(2)
			.noneMatch((header) -> header.contains("Content-Type"))
			.allSatisfy((header) -> assertThat(header).hasSizeLessThanOrEqualTo(71));
	}

	@Test
	void hasTheSameBoundaryUntilTheFileChanges() throws IOException {
		String before = VideoSound.of(this.video, CONTENT).mediaType();
		assertThat(before).matches("multipart/byteranges; boundary=\\w{8}")
			.isEqualTo(VideoSound.of(this.video, CONTENT).mediaType());
		Files.write(this.video, new byte[2]);
		assertThat(VideoSound.of(this.video, CONTENT).mediaType()).isNotEqualTo(before);
	}

	private List<String> headers() throws IOException {
		RangeParts parts = VideoSound.of(this.video, CONTENT).parts();
		return IntStream.range(0, parts.ranges().size())
			.mapToObj((index) -> new String(parts.header(index), StandardCharsets.US_ASCII))
			.toList();
	}

}
