package io.soundlift.cli.conversion;

import io.soundlift.cli.console.CommandException;
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

	/**
	 * Turn an error response into the exception that ends the command.
	 * @param status the response's status
	 * @param body the response's body
	 */
	static CommandException toException(int status, String body) {
		Problem problem = parse(body);
		String words = (problem.detail() != null) ? problem.detail() : problem.title();
		String message = (words != null) ? words : "The server answers " + status + ".";
		return new CommandException(exitCode(status),
				(problem.code() != null) ? message + " (" + problem.code() + ")" : message);
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

	private static ExitCode exitCode(int status) {
		if (status == 401 || status == 403) {
			return ExitCode.UNAUTHORIZED;
		}
		return (status >= 500) ? ExitCode.UNREACHABLE : ExitCode.REFUSED;
	}

}
