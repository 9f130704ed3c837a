package io.soundlift.converter.encode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.soundlift.converter.plan.ConversionPlan;
import io.soundlift.converter.plan.Mp3Encoding;

/**
 * Arguments of ffmpeg for each step.
 */
final class FfmpegArguments {

	private static final String PIPE_IN = "pipe:0";

	private static final String PIPE_OUT = "pipe:1";

	private FfmpegArguments() {
	}

	/**
	 * Encodes samples into frames that are independent of each other (no bit reservoir).
	 * @param plan the plan
	 * @return arguments
	 */
	static List<String> encode(ConversionPlan plan) {
		List<String> arguments = new ArrayList<>(plan.format().input(PIPE_IN));
		arguments.addAll(List.of("-c:a", "libmp3lame", "-reservoir", "0"));
		if (plan.encoding() instanceof Mp3Encoding.ConstantBitrate constant) {
			arguments.addAll(List.of("-b:a", Integer.toString(constant.bitrate())));
		}
		else if (plan.encoding() instanceof Mp3Encoding.VariableQuality variable) {
			arguments.addAll(List.of("-q:a", Integer.toString(variable.quality())));
		}
		arguments.addAll(List.of("-map_metadata", "-1", "-write_xing", "0", "-id3v2_version", "0"));
		arguments.addAll(output("mp3", PIPE_OUT));
		return arguments;
	}

	/**
	 * Copies the frames of the chosen track, preceded by ffmpeg's own tag with the delay
	 * and padding that the container states.
	 * @param video the video
	 * @param plan the plan
	 * @param target the file to write, which exists
	 * @return arguments
	 */
	static List<String> copy(Path video, ConversionPlan plan, Path target) {
		List<String> arguments = input(video, plan);
		arguments.addAll(List.of("-y", "-c:a", "copy", "-write_xing", "1", "-id3v2_version", "0"));
		arguments.addAll(output("mp3", target.toString()));
		return arguments;
	}

	/**
	 * Copies the frames of the chosen track, and nothing else.
	 * @param video the video
	 * @param plan the plan
	 * @return arguments
	 */
	static List<String> copyFrames(Path video, ConversionPlan plan) {
		List<String> arguments = input(video, plan);
		arguments.addAll(List.of("-c:a", "copy", "-write_xing", "0", "-id3v2_version", "0"));
		arguments.addAll(output("mp3", PIPE_OUT));
		return arguments;
	}

	/**
	 * Writes the SHA-256 of the chosen track as stored in the container.
	 * @param video the video
	 * @param plan the plan
	 * @return arguments
	 */
	static List<String> hash(Path video, ConversionPlan plan) {
		List<String> arguments = input(video, plan);
		arguments.addAll(List.of("-c:a", "copy", "-f", "hash", "-hash", "sha256", PIPE_OUT));
		return arguments;
	}

	private static List<String> input(Path video, ConversionPlan plan) {
		return new ArrayList<>(List.of("-i", video.toString(), "-map", "0:a:" + plan.track(), "-map_metadata", "-1",
				"-map_chapters", "-1"));
	}

	/**
	 * Writes in full buffers. Otherwise ffmpeg writes each packet of some 20 milliseconds
	 * separately, and wakes up the reader each time.
	 */
	private static List<String> output(String format, String target) {
		return List.of("-flush_packets", "0", "-f", format, target);
	}

}
