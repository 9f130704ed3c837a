package io.soundlift.converter.ffmpeg;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Facts about the input that only ffmpeg's messages contain: format, length, and
 * dispositions of streams. The key of a tag may forge such lines, so duplicate or
 * misplaced lines are not trusted.
 *
 * @param format the first name that ffmpeg has for the container; {@code null} if it has
 * not opened the file
 * @param millis length in milliseconds; 0 if none is reported
 * @param audioTracks for each audio track whether it is preferred; empty if not trusted
 * @param pictures attached pictures, by ffmpeg's stream indexes
 * @param alone whether there is one audio track and nothing else but attached pictures;
 * {@code false} if not trusted
 */
record InputDescription(@Nullable String format, long millis, List<Boolean> audioTracks, List<Integer> pictures,
		boolean alone) {

	private static final Pattern INPUT = Pattern.compile("Input #0, (\\w+)(?:,[\\w,]*)?, from '.*");

	private static final Pattern DURATION = Pattern
		.compile("  Duration: (?:N/A|(\\d{1,6}):(\\d\\d):(\\d\\d)\\.(\\d\\d)), .*");

	private static final Pattern STREAM = Pattern
		.compile(" {2,4}Stream #0:(\\d{1,4})(?:\\[0x[0-9a-f]+])?(?:\\([^)]*\\))?: (\\w+): (.*)");

	private static final String OUTPUT = "Output #0, ";

	static boolean isPart(String line) {
		return line.startsWith("Input #0, ") || line.startsWith("  Duration: ") || line.startsWith(OUTPUT)
				|| STREAM.matcher(line).matches();
	}

	/**
	 * Parses messages.
	 * @param lines those for which {@link #isPart} holds
	 * @return the description
	 */
	static InputDescription of(List<String> lines) {
		String format = null;
		List<Long> lengths = new ArrayList<>();
		List<Boolean> audioTracks = new ArrayList<>();
		List<Integer> pictures = new ArrayList<>();
		int streams = 0;
		boolean believed = true;
		for (String line : lines) {
			Matcher input = INPUT.matcher(line);
			Matcher duration = DURATION.matcher(line);
			Matcher stream = STREAM.matcher(line);
			if (line.startsWith(OUTPUT)) {
				break;
			}
			if (input.matches()) {
				believed &= format == null;
				format = (format != null) ? format : input.group(1);
			}
			else if (duration.matches()) {
				lengths.add((duration.group(1) != null) ? millis(duration) : 0);
			}
			else if (stream.matches()) {
				believed &= Integer.parseInt(stream.group(1)) == streams++;
				if (stream.group(2).equals("Audio")) {
					audioTracks.add(stream.group(3).contains("(default)"));
				}
				else if (stream.group(3).contains("(attached pic)")) {
					pictures.add(streams - 1);
				}
			}
		}
		return new InputDescription(format, (lengths.size() == 1) ? lengths.get(0) : 0,
				believed ? audioTracks : List.of(), believed ? pictures : List.of(),
				believed && audioTracks.size() == 1 && streams - pictures.size() == 1);
	}

	private static long millis(Matcher duration) {
		return Long.parseLong(duration.group(1)) * 3_600_000 + Long.parseLong(duration.group(2)) * 60_000
				+ Long.parseLong(duration.group(3)) * 1000 + Long.parseLong(duration.group(4)) * 10;
	}

}
