package io.soundlift.cli.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.soundlift.testsupport.SampleMedia;

/**
 * Videos as ffmpeg writes them, whose pictures are most of the file.
 */
public enum TestVideo {

	/** Index at the end, as cameras write it. */
	MP4("mp4", "-c:v", "mpeg4", "-q:v", "2", "-c:a", "aac"),

	/** Index at the front. */
	MP4_FASTSTART("mp4", "-c:v", "mpeg4", "-q:v", "2", "-c:a", "aac", "-movflags", "+faststart"),

	/** Audio in several tracks. */
	MP4_TWO_AUDIO_TRACKS("mp4", "-map", "0:v", "-map", "1:a", "-map", "2:a", "-c:v", "mpeg4", "-q:v", "2", "-c:a",
			"aac"),

	/** Pictures in several tracks. */
	MP4_TWO_VIDEO_TRACKS("mp4", "-map", "0:v", "-map", "1:a", "-map", "0:v", "-c:v", "mpeg4", "-q:v", "2", "-c:a",
			"aac"),

	/** QuickTime. */
	MOV("mov", "-c:v", "mpeg4", "-q:v", "2", "-c:a", "aac"),

	/** Samples of one size. */
	MOV_PCM("mov", "-c:v", "mjpeg", "-q:v", "2", "-c:a", "pcm_s16le"),

	/** Pictures that are not compressed, all of one size: 3.5 MB. */
	MOV_RAW("mov", "-c:v", "rawvideo", "-pix_fmt", "uyvy422", "-s", "320x180", "-c:a", "aac"),

	/** Pictures of a few hundred bytes, as those of slides are. */
	MP4_SMALL_PICTURES("mp4", "-c:v", "mpeg4", "-q:v", "15", "-s", "96x64", "-c:a", "aac", "-b:a", "24k"),

	/** The same in clusters. */
	MKV_SMALL_PICTURES("mkv", "-c:v", "mpeg4", "-q:v", "15", "-s", "96x64", "-c:a", "aac", "-b:a", "24k"),

	/** Fragments, each with its base. */
	FRAGMENTS("mp4", "-c:v", "mpeg4", "-q:v", "2", "-g", "5", "-c:a", "aac", "-movflags", "+frag_keyframe+empty_moov"),

	/** Fragments whose offsets count from the fragment. */
	FRAGMENTS_WITHOUT_BASE("mp4", "-c:v", "mpeg4", "-q:v", "2", "-g", "5", "-c:a", "aac", "-movflags",
			"+frag_keyframe+empty_moov+default_base_moof"),

	/** A first part without fragments. */
	FRAGMENTS_AFTER_MOVIE("mp4", "-c:v", "mpeg4", "-q:v", "2", "-g", "5", "-c:a", "aac", "-movflags", "+frag_keyframe"),

	/** Clusters of known size, cues at the end. */
	MKV("mkv", "-c:v", "mpeg4", "-q:v", "2", "-c:a", "aac"),

	/** Clusters of unknown size, without cues. */
	MKV_LIVE("mkv", "-c:v", "mpeg4", "-q:v", "2", "-c:a", "aac", "-live", "1"),

	/** WebM. */
	WEBM("webm", "-c:v", "libvpx", "-b:v", "2M", "-deadline", "realtime", "-c:a", "libopus");

	private static final Path FOLDER = newFolder();

	private final String extension;

	private final String[] arguments;

	TestVideo(String extension, String... arguments) {
		this.extension = extension;
		this.arguments = arguments;
	}

	boolean isMatroska() {
		return this.extension.equals("mkv") || this.extension.equals("webm");
	}

	/**
	 * Returns the file, which is made on the first call. It must not be changed.
	 * @return the file
	 */
	public synchronized Path file() {
		Path file = FOLDER.resolve(name() + "." + this.extension);
		if (Files.notExists(file)) {
			List<String> command = new ArrayList<>(List.of(SampleMedia.ffmpeg().toString(), "-v", "error", "-nostdin",
					"-f", "lavfi", "-i", "testsrc2=size=320x240:rate=10", "-f", "lavfi", "-i",
					"sine=440:sample_rate=44100", "-f", "lavfi", "-i", "sine=880:sample_rate=44100", "-t", "3"));
			command.addAll(List.of(this.arguments));
			command.add(file.toString());
			run(command);
		}
		return file;
	}

	/**
	 * Returns the bytes of the file.
	 * @return a copy
	 */
	public byte[] bytes() {
		try {
			return Files.readAllBytes(file());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Decodes all audio of a file.
	 * @param file the file
	 * @return a hash of the samples of each track
	 */
	public static String decodedAudio(Path file) {
		return run(List.of(SampleMedia.ffmpeg().toString(), "-v", "quiet", "-nostdin", "-i", file.toString(), "-map",
				"0:a", "-c:a", "pcm_s32le", "-f", "streamhash", "-"));
	}

	/**
	 * Returns the packets of video that ffprobe finds.
	 * @param file the file
	 * @param streams the tracks, {@code v} for all of video
	 * @return where they are, in a Matroska file where their blocks are
	 */
	static List<ByteRange> videoPackets(Path file, String streams) {
		String packets = run(List.of("ffprobe", "-v", "error", "-select_streams", streams, "-show_entries",
				"packet=pos,size", "-of", "csv=print_section=0", file.toString()));
		return packets.lines().filter((line) -> !line.isBlank()).map((line) -> {
			String[] fields = line.split(",");
			// ffprobe has them in its own order
			long begin = Long.parseLong(fields[1]);
			return new ByteRange(begin, begin + Long.parseLong(fields[0]));
		}).toList();
	}

	/**
	 * Returns a file with zeros where it was left out.
	 * @param bytes the file
	 * @param content what is left of it
	 * @return a file of the same length
	 */
	public static byte[] withHoles(byte[] bytes, PartialContent content) {
		byte[] holes = new byte[bytes.length];
		for (ByteRange range : content.ranges()) {
			System.arraycopy(bytes, (int) range.begin(), holes, (int) range.begin(), (int) range.length());
		}
		return holes;
	}

	private static String run(List<String> command) {
		try {
			Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (process.waitFor() != 0) {
				throw new IllegalStateException("Failed: " + command);
			}
			return output;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Path newFolder() {
		try {
			Path folder = Files.createTempDirectory("soundlift-videos");
			Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
			return folder;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void delete(Path folder) {
		try (Stream<Path> files = Files.list(folder)) {
			for (Path file : files.toList()) {
				Files.delete(file);
			}
			Files.delete(folder);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Finds a box in the tables of a track.
	 * @param bytes an MP4 file
	 * @param track number of the track from 0 on
	 * @param type type of the box
	 * @return offset of its content
	 */
	static int tableBox(byte[] bytes, int track, String type) {
		int table = trackBox(bytes, track, "mdia", "minf", "stbl");
		return find(bytes, table, type, 0);
	}

	/**
	 * Finds a box of a track.
	 * @param bytes an MP4 file
	 * @param track number of the track from 0 on
	 * @param types types of the boxes around it and of itself
	 * @return offset of its content
	 */
	static int trackBox(byte[] bytes, int track, String... types) {
		int at = find(bytes, find(bytes, 0, "moov", 0), "trak", track);
		for (String type : types) {
			at = find(bytes, at, type, 0);
		}
		return at;
	}

	/**
	 * Finds a box among others.
	 * @param bytes an MP4 file
	 * @param begin where the first of them begins
	 * @param type type of the box
	 * @param skipped number of boxes of this type before
	 * @return offset of its content
	 */
	static int find(byte[] bytes, int begin, String type, int skipped) {
		int left = skipped;
		for (int at = begin;; at += int32(bytes, at)) {
			if (new String(bytes, at + 4, 4, StandardCharsets.ISO_8859_1).equals(type) && left-- == 0) {
				return at + 8;
			}
		}
	}

	static int int32(byte[] bytes, int at) {
		return ByteBuffer.wrap(bytes).getInt(at);
	}

}
