package io.soundlift.converter.ffmpeg;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Channel layouts by ffmpeg's names for them.
 */
final class ChannelLayout {

	private static final Pattern COUNTED = Pattern.compile("(\\d{1,3}) channels?\\b.*");

	private static final Pattern SURROUND = Pattern.compile("(\\d{1,2})\\.(\\d)(?:\\.(\\d))?.*");

	private ChannelLayout() {
	}

	/**
	 * Counts the channels.
	 * @param name name of a layout, such as {@code 5.1(side)}
	 * @return the number of channels; 0 if the name does not imply it
	 */
	static int channels(String name) {
		Matcher counted = COUNTED.matcher(name);
		if (counted.matches()) {
			return Integer.parseInt(counted.group(1));
		}
		Matcher surround = SURROUND.matcher(name);
		if (surround.matches()) {
			return Integer.parseInt(surround.group(1)) + Integer.parseInt(surround.group(2))
					+ ((surround.group(3) != null) ? Integer.parseInt(surround.group(3)) : 0);
		}
		return switch (name) {
			case "mono" -> 1;
			case "stereo", "downmix" -> 2;
			case "quad", "quad(side)" -> 4;
			case "hexagonal" -> 6;
			case "octagonal", "cube" -> 8;
			case "hexadecagonal" -> 16;
			default -> 0;
		};
	}

}
