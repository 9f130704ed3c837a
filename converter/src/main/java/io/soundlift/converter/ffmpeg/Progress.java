package io.soundlift.converter.ffmpeg;

import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line in which ffmpeg tells how far it is.
 */
final class Progress {

	private static final Pattern TIME = Pattern.compile("time=(\\d{1,6}):(\\d\\d):(\\d\\d(?:\\.\\d{1,6})?)");

	private Progress() {
	}

	static boolean is(String line) {
		return line.startsWith("size=") || line.startsWith("frame=");
	}

	static OptionalDouble seconds(String line) {
		Matcher time = TIME.matcher(line);
		if (!time.find()) {
			return OptionalDouble.empty();
		}
		return OptionalDouble.of(Integer.parseInt(time.group(1)) * 3600.0 + Integer.parseInt(time.group(2)) * 60.0
				+ Double.parseDouble(time.group(3)));
	}

}
