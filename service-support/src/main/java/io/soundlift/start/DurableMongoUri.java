package io.soundlift.start;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * MongoDB connection string that requests writes which survive the loss of a server, and
 * limits the time of operations.
 * <p>
 * The server's default of {@code w: majority} does not hold in every topology (with an
 * arbiter it is 1), and does not imply the journal. The driver waits for a response for
 * ever, even if its monitor has found that the server does not respond. Two minutes are
 * more than any command of ours takes.
 */
final class DurableMongoUri {

	private static final String SOCKET_TIMEOUT = "socketTimeoutMS";

	/** Option that replaces the other one (Client Side Operations Timeout). */
	private static final String TIMEOUT = "timeoutMS";

	private static final Map<String, String> OPTIONS = new LinkedHashMap<>();

	static {
		OPTIONS.put("w", "majority");
		OPTIONS.put("journal", "true");
		OPTIONS.put("retryWrites", "true");
		OPTIONS.put(SOCKET_TIMEOUT, "120000");
	}

	private DurableMongoUri() {
	}

	/**
	 * Adds the options that the connection string does not set itself.
	 * @param uri a connection string, with or without database and options
	 * @return the connection string with the missing options
	 */
	static String of(String uri) {
		int queryStart = uri.indexOf('?');
		String base = (queryStart < 0) ? uri : uri.substring(0, queryStart);
		String query = (queryStart < 0) ? "" : uri.substring(queryStart + 1);
		String missing = OPTIONS.entrySet()
			.stream()
			.filter((option) -> !isSet(query, option.getKey()))
			.filter((option) -> !(option.getKey().equals(SOCKET_TIMEOUT) && isSet(query, TIMEOUT)))
			.map((option) -> option.getKey() + "=" + option.getValue())
			.collect(Collectors.joining("&"));
		if (missing.isEmpty()) {
			return uri;
		}
		boolean hasPath = base.indexOf('/', base.indexOf("://") + 3) >= 0;
		String separator = (query.isEmpty() || query.endsWith("&")) ? "" : "&";
		return base + (hasPath ? "?" : "/?") + query + separator + missing;
	}

	private static boolean isSet(String query, String option) {
		// option names are case-insensitive (MongoDB Connection String Specification)
		return Arrays.stream(query.split("&")).anyMatch((entry) -> entry.split("=", 2)[0].equalsIgnoreCase(option));
	}

}
