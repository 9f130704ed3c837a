package io.soundlift.converter.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.soundlift.journey.file.FileRange;
import io.soundlift.testsupport.SampleMedia;
import org.jspecify.annotations.Nullable;

/**
 * Places of a file's pictures, which are left out by clients that send audio only.
 */
public final class VideoSamples {

	private VideoSamples() {
	}

	/**
	 * Finds everything but the pictures.
	 * @param file a file whose first video track is in the order of decoding
	 * @return the ranges, those behind the last picture first, as a client sends an index
	 * at the end
	 * @throws IOException if the file can't be read
	 * @throws InterruptedException if the thread was interrupted
	 */
	public static List<FileRange> complement(Path file) throws IOException, InterruptedException {
		byte[] content = Files.readAllBytes(file);
		byte[] pictures = ffmpeg(file, "data");
		List<FileRange> ranges = new ArrayList<>();
		int packet = 0;
		int end = 0;
		for (int size : sizes(file)) {
			int position = indexOf(content, end, Arrays.copyOfRange(pictures, packet, packet + size));
			if (position > end) {
				ranges.add(new FileRange(end, position - end));
			}
			packet += size;
			end = position + size;
		}
		if (end < content.length) {
			ranges.add(0, new FileRange(end, content.length - end));
		}
		return ranges;
	}

	private static List<Integer> sizes(Path file) throws IOException, InterruptedException {
		return new String(ffmpeg(file, "framecrc"), StandardCharsets.US_ASCII).lines()
			.filter((line) -> !line.startsWith("#"))
			.map((line) -> Integer.valueOf(line.split(",")[4].strip()))
			.toList();
	}

	private static int indexOf(byte[] content, int from, byte[] wanted) {
		for (int i = from; i <= content.length - wanted.length; i++) {
			if (Arrays.equals(content, i, i + wanted.length, wanted, 0, wanted.length)) {
				return i;
			}
		}
		throw new IllegalStateException("No such packet");
	}

	/**
	 * Creates a video whose pictures take most of it.
	 * @param file where to, by whose extension the format is chosen
	 * @param options options of ffmpeg for the output
	 * @return the file
	 */
	static Path make(Path file, String... options) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of("-f", "lavfi", "-i", "testsrc=size=320x240:rate=10:duration=6,noise=alls=40:allf=t", "-f",
						"lavfi", "-i", "sine=440:duration=6:sample_rate=48000", "-pix_fmt", "yuv420p"));
		command.addAll(List.of(options));
		command.add(file.toString());
		run(null, command);
		return file;
	}

	private static byte[] ffmpeg(Path file, String format) throws IOException, InterruptedException {
		Path output = file.resolveSibling(file.getFileName() + "." + format);
		run(output, List.of("-i", file.toString(), "-map", "0:v:0", "-c", "copy", "-f", format, "pipe:1"));
		return Files.readAllBytes(output);
	}

	private static void run(@Nullable Path output, List<String> arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(SampleMedia.ffmpeg().toString(), "-nostdin", "-v", "error", "-y"));
		command.addAll(arguments);
		ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
		if (output != null) {
			builder.redirectOutput(output.toFile());
		}
		if (builder.start().waitFor() != 0) {
			throw new IllegalStateException("ffmpeg failed: " + command);
		}
	}

}
