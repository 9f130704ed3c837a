package io.soundlift.converter.ffmpeg;

import java.nio.file.Path;
import java.util.List;

/**
 * What ffmpeg is asked to do, and where its standard streams lead.
 *
 * @param arguments its arguments without the executable and without the whitelists, which
 * are added to each input; {@code pipe:0} is an input of raw samples ({@code f32le}) only
 * @param input where {@code pipe:0} comes from
 * @param output where {@code pipe:1} goes to
 * @param decoding what may be decoded of a file
 */
public record FfmpegCommand(List<String> arguments, Input input, Output output, Decoding decoding) {

	/**
	 * A command that decodes sound only.
	 * @param arguments its arguments
	 * @param input where {@code pipe:0} comes from
	 * @param output where {@code pipe:1} goes to
	 */
	public FfmpegCommand(List<String> arguments, Input input, Output output) {
		this(arguments, input, output, Decoding.SOUND);
	}

	/**
	 * A command with an empty standard input, and a pipe as its standard output.
	 * @param arguments its arguments
	 */
	public FfmpegCommand(List<String> arguments) {
		this(arguments, new NoInput(), new ToPipe());
	}

	/**
	 * Where ffmpeg's standard input comes from.
	 */
	public sealed interface Input {

	}

	/**
	 * Where ffmpeg's standard output goes to.
	 */
	public sealed interface Output {

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
	 * A file, which the system hands to ffmpeg.
	 *
	 * @param path a file in the session's folder
	 */
	public record FromFile(Path path) implements Input {
	}

	/**
	 * A pipe that the caller reads.
	 */
	public record ToPipe() implements Output {
	}

	/**
	 * A file, which is replaced if it exists.
	 *
	 * @param path a file in the session's folder
	 */
	public record ToFile(Path path) implements Output {
	}

	/**
	 * What may be decoded of a file.
	 */
	public enum Decoding {

		/** Sound. */
		SOUND,

		/** Pictures, which are more dangerous, and nothing else. */
		PICTURES

	}

}
