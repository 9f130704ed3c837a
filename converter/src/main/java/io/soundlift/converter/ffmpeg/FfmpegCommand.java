package io.soundlift.converter.ffmpeg;

import java.nio.file.Path;
import java.util.List;

/**
 * Arguments of one run of ffmpeg, the source of its standard input, and the files that it
 * may write. Its standard output is always a pipe.
 *
 * @param arguments its arguments without the executable and without the whitelists, which
 * are added to each input; {@code pipe:0} is an input of raw samples ({@code f32le})
 * unless it is a video
 * @param input where {@code pipe:0} comes from
 * @param files all files that the arguments make it write
 * @param decoding what may be decoded of a file
 */
public record FfmpegCommand(List<String> arguments, Input input, List<OutputFile> files, Decoding decoding) {

	/**
	 * A command that writes to its standard output only.
	 * @param arguments its arguments
	 * @param input where {@code pipe:0} comes from
	 */
	public FfmpegCommand(List<String> arguments, Input input) {
		this(arguments, input, List.of(), Decoding.AUDIO);
	}

	/**
	 * A command with an empty standard input that writes files.
	 * @param arguments its arguments
	 * @param files the files
	 */
	public FfmpegCommand(List<String> arguments, List<OutputFile> files) {
		this(arguments, new NoInput(), files, Decoding.AUDIO);
	}

	/**
	 * A command with an empty standard input that writes to its standard output only.
	 * @param arguments its arguments
	 */
	public FfmpegCommand(List<String> arguments) {
		this(arguments, new NoInput());
	}

	/**
	 * Where ffmpeg's standard input comes from.
	 */
	public sealed interface Input {

	}

	/**
	 * A standard input that ends at once.
	 */
	public record NoInput() implements Input {
	}

	/**
	 * A pipe that the caller writes to.
	 */
	public record FromPipe() implements Input {
	}

	/**
	 * A pipe that the caller writes a video to.
	 */
	public record VideoFromPipe() implements Input {
	}

	/**
	 * A file, which the system hands to ffmpeg.
	 *
	 * @param path a file in the session's folder
	 */
	public record FromFile(Path path) implements Input {
	}

	/**
	 * Kinds of streams of a file that may be decoded.
	 */
	public enum Decoding {

		/** Audio. */
		AUDIO,

		/** Pictures, which are more dangerous, and nothing else. */
		PICTURES

	}

}
