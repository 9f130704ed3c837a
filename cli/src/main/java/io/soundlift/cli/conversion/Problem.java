package io.soundlift.cli.conversion;

import java.net.http.HttpHeaders;
import java.time.Duration;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.Durations;
import io.soundlift.cli.console.ExitCode;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The server's account of an error (RFC 9457).
 *
 * @param title what kind of error it is
 * @param detail what happened, for people
 * @param code what happened, for programs
 */
record Problem(@Nullable String title, @Nullable String detail, @Nullable String code) {

	/** Code of a 403 that no other sign-in would change. */
	private static final String NO_ROOM = "storage-quota-exceeded";

	/** The same. */
	private static final String NO_IMPORTS = "import-off";

	/**
	 * Turn an error response into the exception that ends the command.
	 * @param status the response's status
	 * @param headers the response's headers
	 * @param body the response's body
	 */
	static CommandException toException(int status, HttpHeaders headers, String body) {
		Problem problem = parse(body);
		String words = (problem.detail() != null) ? problem.detail() : problem.title();
		String message = (words != null) ? words : "The server answers " + status + ".";
		Duration delay = retryAfter(headers);
		if (delay != null && problem.exitCode(status) == ExitCode.LIMITED) {
			message += " Try again in " + Durations.describe(delay.toMillis()) + ".";
		}
		return new CommandException(problem.exitCode(status),
				(problem.code() != null) ? message + " (" + problem.code() + ")" : message);
	}

	/**
	 * Tell when the server wants to be asked again.
	 * @param headers the response's headers
	 * @return the time from now on; {@code null} if it does not say, or names a date
	 */
	static @Nullable Duration retryAfter(HttpHeaders headers) {
		String seconds = headers.firstValue("Retry-After").orElse("");
		return seconds.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(seconds)) : null;
	}

	private static Problem parse(String body) {
		try {
			return JsonMapper.shared().readValue(body, Problem.class);
		}
		catch (JacksonException ex) {
			// a proxy's error page, for example; the status has to do
			return new Problem(null, null, null);
		}
	}

	private ExitCode exitCode(int status) {
		if (NO_ROOM.equals(this.code)) {
			return ExitCode.LIMITED;
		}
		if (NO_IMPORTS.equals(this.code)) {
			return ExitCode.REFUSED;
		}
		if (status == 401 || status == 403) {
			return ExitCode.UNAUTHORIZED;
		}
		if (status == 429 || status == 507) {
			return ExitCode.LIMITED;
		}
		return (status >= 500) ? ExitCode.UNREACHABLE : ExitCode.REFUSED;
	}

}
