package io.soundlift.testsupport;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import ws.schild.jave.process.ffmpeg.DefaultFFMPEGLocator;

/**
 * Sample videos, made by ffmpeg when a test needs them and kept until the JVM ends.
 */
public final class SampleMedia {

	/**
	 * Audio that sounds like a voice: a gliding pitch with harmonics, syllables and
	 * pauses. Mono.
	 */
	private static final String SPEECH = "aevalsrc=exprs='(0.4*sin(2*PI*130*t+3*sin(2*PI*1.3*t))"
			+ "+0.2*sin(2*PI*650*t+9*sin(2*PI*0.7*t))+0.05*(random(0)-0.5))"
			+ "*(0.5+0.5*sin(2*PI*4*t))*gt(mod(t\\,1.5)\\,0.2)'";

	/**
	 * Audio that resembles music: changing chords, another one on each side, and a beat.
	 * Stereo.
	 */
	private static final String MUSIC = "aevalsrc=exprs='"
			+ "0.2*sin(2*PI*220*t)+0.2*sin(2*PI*277.18*t*(1+0.25*gt(mod(t\\,2)\\,1)))+0.3*sin(2*PI*60*t)*lt(mod(t\\,0.5)\\,0.1)|"
			+ "0.2*sin(2*PI*329.63*t)+0.2*sin(2*PI*440*t*(1+0.2*gt(mod(t\\,2)\\,1)))+0.3*sin(2*PI*60*t)*lt(mod(t\\,0.5)\\,0.1)'";

	private static final String PICTURE = "testsrc=size=160x120:rate=10";

	private static final Duration SHORT = Duration.ofSeconds(4);

	private static final Duration LOOP = Duration.ofSeconds(30);

	private static final Path DIRECTORY = createDirectory();

	private static final Path FFMPEG = locateFfmpeg();

	private static final Map<String, Path> FILES = new HashMap<>();

	private SampleMedia() {
	}

	/**
	 * Returns the file of a sample, which is made on the first call. It must not be
	 * changed.
	 * @param sample the sample
	 * @return an absolute path
	 */
	public static synchronized Path file(Sample sample) {
		Path made = FILES.get(sample.name());
		if (made != null) {
			return made;
		}
		// not computeIfAbsent: some samples are made of others
		Path path = DIRECTORY.resolve(sample.fileName());
		sample.recipe.make(path);
		FILES.put(sample.name(), path);
		return path;
	}

	/**
	 * Returns a video of a given length: an MP4 with AAC in stereo at 44.1 kHz, index at
	 * the end.
	 * @param length the length, at least a second
	 * @return an absolute path
	 */
	public static synchronized Path mp4(Duration length) {
		Path made = FILES.get("mp4-" + length);
		if (made != null) {
			return made;
		}
		Path path = DIRECTORY.resolve("music-" + length.toMillis() + ".mp4");
		if (length.compareTo(LOOP) <= 0) {
			encode(path, "testsrc=size=64x48:rate=1", MUSIC + ":s=44100", length, "-c:v", "mpeg4", "-c:a", "aac",
					"-b:a", "128k");
		}
		else {
			// an hour of new audio would take minutes
			runFfmpeg(List.of("-stream_loop", "-1", "-i", mp4(LOOP).toString(), "-c", "copy", "-t",
					Double.toString(length.toMillis() / 1000.0), path.toString()));
		}
		FILES.put("mp4-" + length, path);
		return path;
	}

	/**
	 * Returns audio of a given length that can be decoded before its end has arrived: PCM
	 * in mono at 44.1 kHz, 88 KB a second, in Matroska.
	 * @param length the length, longer than 30 seconds
	 * @return an absolute path
	 */
	public static synchronized Path streamable(Duration length) {
		Path made = FILES.get("streamable-" + length);
		if (made != null) {
			return made;
		}
		Path path = DIRECTORY.resolve("streamable-" + length.toMillis() + ".mkv");
		runFfmpeg(List.of("-i", mp4(length).toString(), "-vn", "-c:a", "pcm_s16le", "-ac", "1", path.toString()));
		FILES.put("streamable-" + length, path);
		return path;
	}

	/**
	 * Writes an HLS playlist that names another file of the machine, disguised as a
	 * video.
	 * @param canary the file that must not be read
	 * @return an absolute path, ending in {@code .mp4}
	 */
	public static Path playlistOf(Path canary) {
		return write("playlist", """
				#EXTM3U
				#EXT-X-MEDIA-SEQUENCE:0
				#EXTINF:10.0,
				%s
				#EXT-X-ENDLIST
				""".formatted(canary.toUri().toString().replace("file:///", "file:/")));
	}

	/**
	 * Writes an ffconcat script that names another file of the machine, disguised as a
	 * video. The other file has to lie in the folder of the script for ffmpeg to follow
	 * it, so it is copied there.
	 * @param canary the file that must not be read
	 * @return an absolute path, ending in {@code .mp4}
	 */
	public static Path concatScriptOf(Path canary) {
		try {
			Path neighbour = DIRECTORY.resolve("canary-" + canary.getFileName());
			Files.copy(canary, neighbour, StandardCopyOption.REPLACE_EXISTING);
			return write("concat", "ffconcat version 1.0\nfile " + neighbour.getFileName() + "\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the ffmpeg that the tests use: that of the system, else the one that JAVE2
	 * ships.
	 * @return an absolute path
	 */
	public static Path ffmpeg() {
		return FFMPEG;
	}

	private static Path write(String name, String text) {
		try {
			Path path = Files.createTempFile(DIRECTORY, name + "-", ".mp4");
			return Files.writeString(path, text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void encode(Path path, @Nullable String picture, @Nullable String audio, Duration length,
			String... codecs) {
		List<String> arguments = new ArrayList<>();
		if (picture != null) {
			arguments.addAll(List.of("-f", "lavfi", "-i", picture));
		}
		if (audio != null) {
			arguments.addAll(List.of("-f", "lavfi", "-i", audio));
		}
		arguments.addAll(List.of("-t", Double.toString(length.toMillis() / 1000.0)));
		arguments.addAll(List.of(codecs));
		arguments.add(path.toString());
		runFfmpeg(arguments);
	}

	private static void encodeForged(Path path) {
		Path metadata = path.resolveSibling(path.getFileName() + ".txt");
		try {
			Files.writeString(metadata, """
					;FFMETADATA1
					a\\
					  Duration: 99:00:00.00, start: 0.000000, bitrate: 1 kb/s\\
					  Stream #0:0(jpn): Audio: mp3, 8000 Hz, mono, fltp, 8 kb/s (default)\\
					  Stream #0:1: Video: mjpeg, yuvj420p, 64x64 (attached pic)\\
					b=forged
					""");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		runFfmpeg(List.of("-f", "lavfi", "-i", "sine=440:duration=4", "-f", "ffmetadata", "-i", metadata.toString(),
				"-map_metadata", "1", "-c:a", "aac", "-movflags", "use_metadata_tags", path.toString()));
	}

	/**
	 * Creates a video of six seconds with three audio tracks, tags that try to pass for
	 * something else, two chapters and an attached picture.
	 */
	private static void encodeTracks(Path path, String... attachment) {
		Path metadata = path.resolveSibling(path.getFileName() + ".txt");
		try {
			Files.writeString(metadata, """
					;FFMETADATA1
					title=Tracks\\
					  Stream #0:0: Audio\\: none
					artist=\u00c4nne
					album=Samples
					genre=Test
					date=2026-11-25
					comment=No\u202e comment\u0001
					  Duration\\: 99\\:00\\:00.00, start=forged
					[CHAPTER]
					TIMEBASE=1/1000
					START=0
					END=2000
					title=Red
					[CHAPTER]
					TIMEBASE=1/1000
					START=2000
					END=6000
					title=Blue
					""");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		List<String> arguments = new ArrayList<>(List.of("-f", "lavfi", "-i",
				"color=red:size=160x120:rate=10:duration=3[a];color=blue:size=160x120:rate=10:duration=3[b];[a][b]concat",
				"-f", "lavfi", "-i", "sine=440:duration=6", "-f", "lavfi", "-i", "sine=880:duration=6", "-f", "lavfi",
				"-i", "sine=1320:duration=6", "-f", "ffmetadata", "-i", metadata.toString(), "-i",
				file(Sample.COVER).toString(), "-map", "0:v", "-map", "1:a", "-map", "2:a", "-map", "3:a",
				"-map_metadata", "4", "-c:v", "mpeg4", "-c:a", "aac", "-metadata:s:a:0", "language=eng",
				"-metadata:s:a:1", "language=ger", "-metadata:s:a:1", "title=Kommentar", "-metadata:s:a:2",
				"language=fre", "-disposition:a:0", "0", "-disposition:a:1", "default", "-disposition:a:2", "0"));
		arguments.addAll(List.of(attachment));
		arguments.add(path.toString());
		runFfmpeg(arguments);
	}

	private static void runFfmpeg(List<String> arguments) {
		List<String> command = new ArrayList<>(
				List.of(FFMPEG.toString(), "-hide_banner", "-nostdin", "-v", "error", "-y"));
		command.addAll(arguments);
		try {
			Path log = Files.createTempFile(DIRECTORY, "ffmpeg-", ".log");
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(log.toFile())
				.start();
			if (!process.waitFor(5, TimeUnit.MINUTES)) {
				process.destroyForcibly();
				throw new IllegalStateException("ffmpeg took too long: " + command);
			}
			if (process.exitValue() != 0) {
				throw new IllegalStateException("ffmpeg failed: " + command + "\n" + Files.readString(log));
			}
			Files.delete(log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static void cut(Sample whole, Path path, double keep) {
		try {
			Files.copy(file(whole), path, StandardCopyOption.REPLACE_EXISTING);
			try (RandomAccessFile content = new RandomAccessFile(path.toFile(), "rw")) {
				content.setLength((long) (content.length() * keep));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void replaceAll(Sample original, Path path, byte[] from, byte[] to) {
		try {
			byte[] content = Files.readAllBytes(file(original));
			for (int i = 0; i <= content.length - from.length; i++) {
				if (Arrays.equals(content, i, i + from.length, from, 0, from.length)) {
					System.arraycopy(to, 0, content, i, to.length);
				}
			}
			Files.write(path, content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path locateFfmpeg() {
		String path = System.getenv().getOrDefault("PATH", "");
		for (String folder : path.split(File.pathSeparator)) {
			Path candidate = Path.of(folder, "ffmpeg");
			if (Files.isExecutable(candidate)) {
				return candidate.toAbsolutePath();
			}
		}
		return Path.of(new DefaultFFMPEGLocator().getExecutablePath());
	}

	private static Path createDirectory() {
		try {
			Path directory = Files.createTempDirectory("soundlift-samples-").toAbsolutePath();
			Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteAll(directory)));
			return directory;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void deleteAll(Path directory) {
		try {
			Files.walkFileTree(directory, new SimpleFileVisitor<Path>() {

				@Override
				public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
					Files.delete(file);
					return FileVisitResult.CONTINUE;
				}

				@Override
				public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
						throws IOException {
					Files.delete(folder);
					return FileVisitResult.CONTINUE;
				}

			});
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The samples. Those with audio are four seconds long unless their name states
	 * another length.
	 */
	public enum Sample {

		/** AAC, music, 44.1 kHz stereo, index at the end, as cameras write it. */
		MP4_AAC("mp4", MUSIC + ":s=44100", "-c:v", "mpeg4", "-c:a", "aac"),

		/** AAC, speech, 48 kHz mono, index at the front, as web sites prefer it. */
		MP4_AAC_FASTSTART("mp4", SPEECH + ":s=48000", "-c:v", "mpeg4", "-c:a", "aac", "-movflags", "+faststart"),

		/** AAC in a fragmented MP4, as streaming recorders write it. */
		MP4_AAC_FRAGMENTED("mp4", MUSIC + ":s=48000", "-c:v", "mpeg4", "-c:a", "aac", "-movflags",
				"+frag_keyframe+empty_moov"),

		/** MP3 in MP4. */
		MP4_MP3("mp4", MUSIC + ":s=44100", "-c:v", "mpeg4", "-c:a", "libmp3lame"),

		/** AAC in Matroska. */
		MKV_AAC("mkv", MUSIC + ":s=44100", "-c:v", "mpeg4", "-c:a", "aac"),

		/** AC-3 in Matroska. */
		MKV_AC3("mkv", MUSIC + ":s=48000", "-c:v", "mpeg4", "-c:a", "ac3"),

		/** MP3 in Matroska. */
		MKV_MP3("mkv", MUSIC + ":s=44100", "-c:v", "mpeg4", "-c:a", "libmp3lame"),

		/** PCM in Matroska. */
		MKV_PCM("mkv", MUSIC + ":s=44100", "-c:v", "mpeg4", "-c:a", "pcm_s16le"),

		/** FLAC in Matroska. */
		MKV_FLAC("mkv", SPEECH + ":s=48000", "-c:v", "mpeg4", "-c:a", "flac"),

		/** Opus in WebM, speech. */
		WEBM_OPUS("webm", SPEECH + ":s=48000", "-c:v", "libvpx", "-c:a", "libopus"),

		/** Vorbis in WebM. */
		WEBM_VORBIS("webm", MUSIC + ":s=44100", "-c:v", "libvpx", "-c:a", "libvorbis"),

		/** AAC in QuickTime. */
		MOV_AAC("mov", MUSIC + ":s=44100", "-c:v", "mpeg4", "-c:a", "aac"),

		/** PCM in QuickTime. */
		MOV_PCM("mov", MUSIC + ":s=48000", "-c:v", "mpeg4", "-c:a", "pcm_s16le"),

		/** MP3 in AVI. */
		AVI_MP3("avi", MUSIC + ":s=44100", "-c:v", "mpeg4", "-c:a", "libmp3lame"),

		/** PCM in AVI. */
		AVI_PCM("avi", MUSIC + ":s=44100", "-c:v", "mpeg4", "-c:a", "pcm_s16le"),

		/** AC-3 in AVI. */
		AVI_AC3("avi", MUSIC + ":s=48000", "-c:v", "mpeg4", "-c:a", "ac3"),

		/** AAC in an MPEG transport stream. */
		TS_AAC("ts", MUSIC + ":s=44100", "-c:v", "mpeg2video", "-r", "25", "-c:a", "aac"),

		/** AC-3 in an MPEG transport stream. */
		TS_AC3("ts", MUSIC + ":s=48000", "-c:v", "mpeg2video", "-r", "25", "-c:a", "ac3"),

		/** MP2 in an MPEG transport stream, as television sends it. */
		TS_MP2("ts", MUSIC + ":s=48000", "-c:v", "mpeg2video", "-r", "25", "-c:a", "mp2"),

		/** AAC in FLV. */
		FLV_AAC("flv", MUSIC + ":s=44100", "-c:v", "flv", "-c:a", "aac"),

		/** MP3 in FLV. */
		FLV_MP3("flv", MUSIC + ":s=44100", "-c:v", "flv", "-c:a", "libmp3lame"),

		/** AC-3 with six channels in Matroska. */
		MKV_AC3_SURROUND("mkv", MUSIC + ":s=48000", "-c:v", "mpeg4", "-c:a", "ac3", "-af",
				"pan=5.1|FL=c0|FR=c1|FC=0.5*c0+0.5*c1|LFE=0*c0|BL=0.3*c0|BR=0.3*c1"),

		/** PCM at 96 kHz, more than MP3 allows. */
		MOV_PCM_96_KHZ("mov", MUSIC + ":s=96000", "-c:v", "mpeg4", "-c:a", "pcm_s24le"),

		/** PCM at 22.05 kHz, less than MPEG-1 allows. */
		AVI_PCM_22_KHZ("avi", SPEECH + ":s=22050", "-c:v", "mpeg4", "-c:a", "pcm_s16le"),

		/** Two seconds of audio under four seconds of picture, which is no defect. */
		MP4_SHORT_AUDIO("mp4", "aevalsrc=exprs='0.3*sin(2*PI*440*t)':s=44100:d=2", "-c:v", "mpeg4", "-c:a", "aac"),

		/** The same in Matroska. */
		MKV_SHORT_AUDIO("mkv", "aevalsrc=exprs='0.3*sin(2*PI*440*t)':s=44100:d=2", "-c:v", "mpeg4", "-c:a", "aac"),

		/** A green picture. */
		COVER("jpg",
				(path) -> runFfmpeg(
						List.of("-f", "lavfi", "-i", "color=green:size=64x64", "-frames:v", "1", path.toString()))),

		/**
		 * Tones of 440, 880 and 1320 Hz on tracks in English, German (the default) and
		 * French; red for three seconds, then blue; tags, chapters, an attached picture.
		 */
		MP4_TRACKS("mp4",
				(path) -> encodeTracks(path, "-map", "5:v", "-c:v:1", "copy", "-disposition:v:1", "attached_pic")),

		/** Audio whose tags have keys that look like ffmpeg's description of a file. */
		MP4_FORGED("mp4", (path) -> encodeForged(path)),

		/** The same as {@link #MP4_TRACKS} in Matroska. */
		MKV_TRACKS("mkv",
				(path) -> encodeTracks(path, "-attach", file(Sample.COVER).toString(), "-metadata:s:t",
						"mimetype=image/jpeg")),

		/** A video without any audio. */
		MP4_WITHOUT_AUDIO("mp4", (path) -> encode(path, PICTURE, null, SHORT, "-c:v", "mpeg4")),

		/** Audio in an unknown format. */
		AVI_UNKNOWN_AUDIO("avi",
				// the format tag of PCM, with the two channels that follow it
				(path) -> replaceAll(Sample.AVI_PCM, path, new byte[] { 1, 0, 2, 0, 0x44, (byte) 0xac, 0, 0 },
						new byte[] { (byte) 0xfe, (byte) 0xfe, 2, 0, 0x44, (byte) 0xac, 0, 0 })),

		/** An MP4 whose last part, with the index, is missing. */
		MP4_TRUNCATED("mp4", (path) -> cut(Sample.MP4_AAC, path, 0.6)),

		/** An MP4 with the index at the front whose last part is missing. */
		MP4_FASTSTART_TRUNCATED("mp4", (path) -> cut(Sample.MP4_AAC_FASTSTART, path, 0.6)),

		/** A fragmented MP4 whose last part is missing. */
		MP4_FRAGMENTED_TRUNCATED("mp4", (path) -> cut(Sample.MP4_AAC_FRAGMENTED, path, 0.6)),

		/** A Matroska file whose last part is missing. */
		MKV_TRUNCATED("mkv", (path) -> cut(Sample.MKV_AAC, path, 0.6)),

		/** A WebM file whose last part is missing. */
		WEBM_TRUNCATED("webm", (path) -> cut(Sample.WEBM_OPUS, path, 0.6)),

		/** An AVI file whose last part is missing. */
		AVI_TRUNCATED("avi", (path) -> cut(Sample.AVI_MP3, path, 0.6)),

		/** An FLV file whose last part is missing. */
		FLV_TRUNCATED("flv", (path) -> cut(Sample.FLV_AAC, path, 0.6)),

		/** A text that claims to be a video. */
		TEXT("mp4",
				(path) -> writeBytes(path,
						"Dear diary, this is no video.\n".repeat(400).getBytes(StandardCharsets.UTF_8))),

		/** Bytes without any meaning that claim to be a video. */
		NOISE("mp4", (path) -> {
			byte[] noise = new byte[100_000];
			new Random(42).nextBytes(noise);
			writeBytes(path, noise);
		}),

		/** No bytes at all. */
		EMPTY("mp4", (path) -> writeBytes(path, new byte[0]));

		private final String extension;

		private final Recipe recipe;

		Sample(String extension, String audio, String... codecs) {
			this(extension, (path) -> encode(path, PICTURE, audio, SHORT, codecs));
		}

		Sample(String extension, Recipe recipe) {
			this.extension = extension;
			this.recipe = recipe;
		}

		/**
		 * Returns the name of the file.
		 * @return a name such as {@code mp4-aac.mp4}
		 */
		public String fileName() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-') + "." + this.extension;
		}

		private static void writeBytes(Path path, byte[] content) {
			try {
				Files.write(path, content);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

	/**
	 * How a sample is made.
	 */
	@FunctionalInterface
	private interface Recipe {

		void make(Path path);

	}

}
