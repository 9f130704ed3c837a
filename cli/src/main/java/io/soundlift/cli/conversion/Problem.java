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
 * Problem details of an error response (RFC 9457).
 *
 * @param title kind of error
 * @param detail description for people
 * @param code code for programs
 */
record Problem(@Nullable String title, @Nullable String detail, @Nullable String code) {

	/** Code of a 403 that another sign-in would not resolve. */
	private static final String NO_ROOM = "storage-quota-exceeded";

	/** Likewise. */
	private static final String NO_IMPORTS = "import-off";

	/**
	 * Converts an error response into the exception that ends the command.
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
	 * Returns when the server accepts a retry.
	 * @param headers the response's headers
	 * @return the delay from now; {@code null} if none is specified, or it is a date
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
			// a proxy's error page, for example; the status has to suffice
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
