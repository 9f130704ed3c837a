package io.soundlift.cli.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PartialContent}.
 */
class PartialContentTests {

	private static final int MIN_HOLE_BYTES = 128;

	private static final int VIDEO = 0;

	private static final int AUDIO = 1;

	private final Path folder;

	PartialContentTests(@TempDir Path folder) {
		this.folder = folder;
	}

	@ParameterizedTest
	@EnumSource
	void leavesOutSamplesOfVideoAndNothingElse(TestVideo video) throws Exception {
		PartialContent content = partOf(video.file());
		List<ByteRange> packets = TestVideo.videoPackets(video.file(), "v");
		assertThat(packets).hasSizeGreaterThanOrEqualTo(30);
		if (video.isMatroska()) {
			assertThat(holes(content)).extracting(ByteRange::length)
				.containsExactlyElementsOf(packets.stream()
					.map((packet) -> packet.length() - 24)
					.filter((length) -> length >= MIN_HOLE_BYTES)
					.toList());
		}
		else {
			assertThat(holes(content)).containsExactlyElementsOf(
					merged(packets).stream().filter((range) -> range.length() >= MIN_HOLE_BYTES).toList());
		}
		assertThat(content.bytes()).isLessThan(content.totalBytes() * 9 / 10);
	}

	@Test
	void leavesOutSmallSamplesWhereThatSavesBytes() throws IOException {
		for (TestVideo video : List.of(TestVideo.MP4_SMALL_PICTURES, TestVideo.MKV_SMALL_PICTURES)) {
			List<Long> holes = holes(partOf(video.file())).stream().map(ByteRange::length).toList();
			assertThat(holes).hasSizeGreaterThan(15).allMatch((length) -> length >= MIN_HOLE_BYTES);
			assertThat(holes).anyMatch((length) -> length < 2 * MIN_HOLE_BYTES);
		}
	}

	@ParameterizedTest
	@EnumSource
	void keepsEverySampleOfAudio(TestVideo video) throws IOException {
		byte[] holes = TestVideo.withHoles(video.bytes(), partOf(video.file()));
		Path file = write("holes-" + video.file().getFileName(), holes);
		assertThat(TestVideo.decodedAudio(file)).isNotBlank().isEqualTo(TestVideo.decodedAudio(video.file()));
	}

	@Test
	void beginsWithTheIndex() throws IOException {
		byte[] bytes = TestVideo.MP4.bytes();
		int movie = TestVideo.trackBox(bytes, VIDEO) - 8;
		List<ByteRange> ranges = partOf(TestVideo.MP4.file()).ranges();
		assertThat(ranges.get(0).begin()).isZero();
		assertThat(ranges.get(1).begin()).isLessThan(movie);
		assertThat(ranges.get(1).end()).isGreaterThan(movie);
		assertThat(ranges.subList(2, ranges.size())).isSortedAccordingTo(Comparator.comparingLong(ByteRange::begin));
	}

	@Test
	void readsLongOffsetsAndShortSizes() throws IOException {
		byte[] bytes = TestVideo.MP4.bytes();
		byte[] rewritten = rewrite(bytes, 0, bytes.length);
		assertThat(new String(rewritten, StandardCharsets.ISO_8859_1)).contains("co64", "stz2").doesNotContain("stco");
		Path file = write("rewritten.mp4", rewritten);
		assertThat(TestVideo.decodedAudio(file)).isEqualTo(TestVideo.decodedAudio(TestVideo.MP4.file()));
		assertThat(holes(partOf(file))).isEqualTo(holes(partOf(TestVideo.MP4.file())));
	}

	@Test
	void keepsPicturesOfChapters() throws Exception {
		byte[] bytes = TestVideo.MP4_TWO_VIDEO_TRACKS.bytes();
		// the edit list becomes a reference
		int edits = TestVideo.trackBox(bytes, AUDIO, "edts") - 8;
		int size = TestVideo.int32(bytes, edits);
		ByteBuffer references = ByteBuffer.wrap(bytes, edits, size);
		references.putInt(size).put("tref".getBytes(StandardCharsets.ISO_8859_1));
		references.putInt(size - 8).put("chap".getBytes(StandardCharsets.ISO_8859_1));
		while (references.hasRemaining()) {
			// the third track
			references.putInt(3);
		}
		PartialContent content = partOf(write("chapters.mp4", bytes));
		assertThat(holes(content))
			.containsExactlyElementsOf(merged(TestVideo.videoPackets(TestVideo.MP4_TWO_VIDEO_TRACKS.file(), "v:0")));
	}

	@Test
	void keepsAllOfWhatHasNoPictures() throws IOException {
		for (Sample sample : List.of(Sample.MP4_WITHOUT_AUDIO, Sample.AVI_MP3, Sample.TS_AAC, Sample.FLV_AAC,
				Sample.TEXT, Sample.NOISE, Sample.EMPTY, Sample.MP4_FORGED)) {
			assertThat(PartialContent.withoutVideo(SampleMedia.file(sample))).as(sample.name()).isEmpty();
		}
	}

	@Test
	void keepsAllOfFileThatIsCutOff() throws IOException {
		for (TestVideo video : TestVideo.values()) {
			byte[] bytes = video.bytes();
			for (double share : List.of(0.01, 0.5, 0.999)) {
				Path file = write("cut", Arrays.copyOf(bytes, (int) (bytes.length * share)));
				assertThat(PartialContent.withoutVideo(file)).as(video + " " + share)
					// without an end nothing is missing
					.matches((found) -> found.isEmpty() || video == TestVideo.MKV_LIVE);
			}
		}
	}

	@Test
	void keepsAllOfFileThatIsNotUnderstood() throws IOException {
		assertKeepsAll("encrypted video", (bytes) -> put(bytes, TestVideo.tableBox(bytes, VIDEO, "stsd") + 12, "encv"));
		assertKeepsAll("encrypted audio", (bytes) -> put(bytes, TestVideo.tableBox(bytes, AUDIO, "stsd") + 12, "enca"));
		assertKeepsAll("samples in another file",
				(bytes) -> bytes[TestVideo.trackBox(bytes, VIDEO, "mdia", "minf", "dinf", "dref") + 19] = 0);
		assertKeepsAll("no sizes", (bytes) -> put(bytes, TestVideo.tableBox(bytes, VIDEO, "stsz") - 4, "free"));
		assertKeepsAll("no offsets", (bytes) -> put(bytes, TestVideo.tableBox(bytes, AUDIO, "stco") - 4, "free"));
		assertKeepsAll("no audio", (bytes) -> put(bytes, TestVideo.trackBox(bytes, AUDIO, "mdia", "hdlr") + 8, "text"));
		assertKeepsAll("two movies", (bytes) -> put(bytes, TestVideo.find(bytes, 0, "free", 0) - 4, "moov"));
		assertKeepsAll("samples outside media data",
				(bytes) -> ByteBuffer.wrap(bytes).putInt(TestVideo.tableBox(bytes, VIDEO, "stco") + 8, 4));
		assertKeepsAll("samples outside the file",
				(bytes) -> ByteBuffer.wrap(bytes).putInt(TestVideo.tableBox(bytes, VIDEO, "stco") + 8, -4));
		assertKeepsAll("samples of two tracks",
				(bytes) -> ByteBuffer.wrap(bytes)
					.putInt(TestVideo.tableBox(bytes, VIDEO, "stco") + 8,
							TestVideo.int32(bytes, TestVideo.tableBox(bytes, AUDIO, "stco") + 8)));
		assertKeepsAll("more samples than sizes", (bytes) -> bytes[TestVideo.tableBox(bytes, VIDEO, "stsc") + 15]++);
		assertKeepsAll("very many samples",
				(bytes) -> ByteBuffer.wrap(bytes).putInt(TestVideo.tableBox(bytes, VIDEO, "stsz") + 8, -1));
		assertKeepsAll("very many samples of one size",
				(bytes) -> ByteBuffer.wrap(bytes)
					.putInt(TestVideo.tableBox(bytes, VIDEO, "stsz") + 4, -1)
					.putInt(TestVideo.tableBox(bytes, VIDEO, "stsz") + 8, -1)
					.putInt(TestVideo.tableBox(bytes, VIDEO, "stsc") + 12, -1));
		assertKeepsAll("box without end",
				(bytes) -> ByteBuffer.wrap(bytes).putInt(TestVideo.tableBox(bytes, VIDEO, "stsd") - 8, 0));
	}

	@ParameterizedTest
	@EnumSource
	void endsForMutatedFiles(TestVideo video) throws IOException {
		int partial = 0;
		for (List<Mutations.Change> mutation : Mutations.of(video)) {
			Optional<PartialContent> found = PartialContent
				.withoutVideo(Mutations.apply(mutation, video, this.folder.resolve("mutated")));
			if (found.isPresent()) {
				partial++;
				assertDisjoint(found.get(), Files.size(video.file()));
			}
		}
		assertThat(partial).as("files that are still understood").isBetween(1, Mutations.COUNT - 1);
	}

	private static void assertDisjoint(PartialContent content, long length) {
		assertThat(content.totalBytes()).isEqualTo(length);
		long end = 0;
		for (ByteRange range : sorted(content)) {
			assertThat(range.begin()).isGreaterThanOrEqualTo(end);
			assertThat(range.length()).isPositive();
			end = range.end();
		}
		assertThat(end).isLessThanOrEqualTo(length);
	}

	private void assertKeepsAll(String defect, Consumer<byte[]> change) throws IOException {
		byte[] bytes = TestVideo.MP4.bytes();
		change.accept(bytes);
		assertThat(bytes).as(defect).isNotEqualTo(TestVideo.MP4.bytes());
		assertThat(PartialContent.withoutVideo(write("changed.mp4", bytes))).as(defect).isEmpty();
	}

	private Path write(String name, byte[] bytes) throws IOException {
		return Files.write(this.folder.resolve(name), bytes);
	}

	private static void put(byte[] bytes, int at, String type) {
		System.arraycopy(type.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, at, 4);
	}

	private static PartialContent partOf(Path file) throws IOException {
		return PartialContent.withoutVideo(file).orElseThrow();
	}

	private static List<ByteRange> merged(List<ByteRange> ranges) throws UnusualFileException {
		Extents extents = new Extents(Long.MAX_VALUE);
		for (ByteRange range : ranges) {
			extents.add(range.begin(), range.length());
		}
		return extents.merged();
	}

	private static List<ByteRange> sorted(PartialContent content) {
		return content.ranges().stream().sorted(Comparator.comparingLong(ByteRange::begin)).toList();
	}

	private static List<ByteRange> holes(PartialContent content) {
		List<ByteRange> holes = new ArrayList<>();
		long end = 0;
		for (ByteRange range : sorted(content)) {
			if (range.begin() > end) {
				holes.add(new ByteRange(end, range.begin()));
			}
			end = range.end();
		}
		if (end < content.totalBytes()) {
			holes.add(new ByteRange(end, content.totalBytes()));
		}
		return holes;
	}

	/**
	 * Writes boxes anew: offsets of chunks with eight bytes, sizes of small samples with
	 * two. The index is at the end, so that offsets stay.
	 */
	private static byte[] rewrite(byte[] bytes, int begin, int end) {
		ByteArrayOutputStream rewritten = new ByteArrayOutputStream();
		for (int at = begin; at < end; at += TestVideo.int32(bytes, at)) {
			int content = at + 8;
			int boxEnd = at + TestVideo.int32(bytes, at);
			String type = new String(bytes, at + 4, 4, StandardCharsets.ISO_8859_1);
			if (Set.of("moov", "trak", "mdia", "minf", "stbl").contains(type)) {
				writeBox(rewritten, type, rewrite(bytes, content, boxEnd));
			}
			else if (type.equals("stco")) {
				writeBox(rewritten, "co64", longOffsets(ByteBuffer.wrap(bytes, content, boxEnd - content)));
			}
			else if (type.equals("stsz") && isShort(bytes, content, boxEnd)) {
				writeBox(rewritten, "stz2", shortSizes(ByteBuffer.wrap(bytes, content, boxEnd - content)));
			}
			else {
				writeBox(rewritten, type, Arrays.copyOfRange(bytes, content, boxEnd));
			}
		}
		return rewritten.toByteArray();
	}

	private static boolean isShort(byte[] bytes, int content, int end) {
		for (int at = content + 12; at < end; at += 4) {
			if (TestVideo.int32(bytes, at) > 0xffff) {
				return false;
			}
		}
		return TestVideo.int32(bytes, content + 4) == 0;
	}

	private static byte[] longOffsets(ByteBuffer offsets) {
		ByteBuffer wide = ByteBuffer.allocate(2 * offsets.remaining() - 8).putInt(offsets.getInt());
		wide.putInt(offsets.getInt());
		while (offsets.hasRemaining()) {
			wide.putLong(Integer.toUnsignedLong(offsets.getInt()));
		}
		return wide.array();
	}

	private static byte[] shortSizes(ByteBuffer sizes) {
		ByteBuffer narrow = ByteBuffer.allocate(12 + (sizes.remaining() - 12) / 2).putInt(sizes.getInt());
		sizes.getInt();
		narrow.putInt(16).putInt(sizes.getInt());
		while (sizes.hasRemaining()) {
			narrow.putShort((short) sizes.getInt());
		}
		return narrow.array();
	}

	private static void writeBox(ByteArrayOutputStream target, String type, byte[] content) {
		target.writeBytes(ByteBuffer.allocate(4).putInt(8 + content.length).array());
		target.writeBytes(type.getBytes(StandardCharsets.ISO_8859_1));
		target.writeBytes(content);
	}

}
