package io.soundlift.cli;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Search for addresses with a password in a command line, which every user of the machine
 * can read ({@code proc(5)}, {@code /proc/pid/cmdline}).
 */
final class PasswordArguments {

	/** Hosts with ports and a path, as they precede a query that may contain an @. */
	private static final Pattern WITHOUT_USER = Pattern
		.compile("[^:/@]*(:\\d*)?(,[^:/@]*(:\\d*)?)*(/[^:@]*)?" + "|\\[[0-9a-fA-F:.%]+](:\\d*)?(/[^:@]*)?");

	private PasswordArguments() {
	}

	/**
	 * Returns an error message if an argument contains a password.
	 * @param arguments the original command line, with {@code @FILE} not expanded
	 * @return the message, without the password; {@code null} if no argument has one
	 */
	static @Nullable String complaint(String... arguments) {
		for (int i = 0; i < arguments.length; i++) {
			if (hasPassword(arguments[i])) {
				String option = arguments[i].startsWith("--") ? arguments[i].replaceFirst("=.*", "")
						: (i > 0) ? arguments[i - 1] : "";
				return "An address with a password must not be an argument: other users of this machine can read it. "
						+ remedy(option);
			}
		}
		return null;
	}

	private static String remedy(String option) {
		String variable = switch (option) {
			case "--mongo-uri" -> "SOUNDLIFT_MONGODB_URI";
			case "--rabbit-uri" -> "SOUNDLIFT_RABBIT_URI";
			case "--smtp-url" -> "SOUNDLIFT_SMTP_URL";
			case "--otlp-endpoint" -> "SOUNDLIFT_OTLP_ENDPOINT";
			case "--otlp-logs-endpoint" -> "SOUNDLIFT_OTLP_LOGS_ENDPOINT";
			case "--grafana-url" -> "SOUNDLIFT_GRAFANA_URL";
			default -> "";
		};
		String file = "write the arguments to a file that only you can read and give its name as @FILE.";
		return variable.isEmpty() ? "Instead, " + file
				: "Set " + variable + " in the environment instead of " + option + ", or " + file;
	}

	private static boolean hasPassword(String argument) {
		int scheme = argument.indexOf("://");
		if (scheme < 0) {
			return false;
		}
		String rest = argument.substring(scheme + "://".length());
		int at = rest.lastIndexOf('@');
		if (at < 0 || rest.lastIndexOf(':', at) < 0) {
			return false;
		}
		int query = rest.indexOf('?');
		return query < 0 || query > at || !WITHOUT_USER.matcher(rest.substring(0, query)).matches();
	}

}
