package io.soundlift.cli.conversion;

import java.nio.file.Path;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Result for a video, for scripts. Fields that do not apply are absent.
 *
 * @param file the video as named by the user
 * @param id the conversion's id, once the server has accepted it
 * @param state the conversion's state
 * @param mp3 where the MP3 is
 * @param sizeBytes length of the MP3 in bytes
 * @param sha256 SHA-256 of the MP3 in hexadecimal digits
 * @param skipped reason why nothing was done
 * @param error reason why there is no MP3
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ConversionResult(String file, @Nullable String id, @Nullable String state, @Nullable String mp3,
		@Nullable Long sizeBytes, @Nullable String sha256, @Nullable String skipped, @Nullable Error error) {

	static ConversionResult accepted(Path file, Conversion accepted) {
		return new ConversionResult(file.toString(), accepted.id(), accepted.state(), null, null, null, null, null);
	}

	static ConversionResult converted(Path file, Conversion ended, Conversion.Mp3 mp3, Path target) {
		return new ConversionResult(file.toString(), ended.id(), ended.state(), target.toString(), mp3.sizeBytes(),
				mp3.sha256(), null, null);
	}

	static ConversionResult skipped(Path file, String reason) {
		return new ConversionResult(file.toString(), null, null, null, null, null, reason, null);
	}

	static ConversionResult failed(Path file, @Nullable Conversion accepted, Exception ex) {
		String message = (ex.getMessage() != null) ? ex.getMessage() : ex.getClass().getSimpleName();
		ExitCode code = (ex instanceof CommandException command) ? command.exitCode() : ExitCode.FAILED;
		return new ConversionResult(file.toString(), (accepted != null) ? accepted.id() : null, null, null, null, null,
				null, new Error(code.value(), message));
	}

	/**
	 * Returns the result as a line.
	 * @return JSON without line breaks
	 */
	String toJson() {
		return JsonMapper.shared().writeValueAsString(this);
	}

	/**
	 * Reason why there is no MP3.
	 *
	 * @param exitCode exit code of the command if this is the only video
	 * @param message the reason in words
	 */
	record Error(int exitCode, String message) {
	}

}
