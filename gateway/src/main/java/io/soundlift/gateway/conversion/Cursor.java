package io.soundlift.gateway.conversion;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.journey.conversion.Position;
import org.jspecify.annotations.Nullable;

/**
 * Encoding of positions in a list as cursors for clients.
 */
final class Cursor {

	private static final Pattern FORM = Pattern.compile("(\\d{1,15}):([0-9a-f]{32})");

	private Cursor() {
	}

	static String write(Position position) {
		String text = position.time().toEpochMilli() + ":" + position.id();
		return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
	}

	static Position read(String cursor) {
		try {
			String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
			Matcher matcher = FORM.matcher(text);
			if (matcher.matches()) {
				return new Position(Instant.ofEpochMilli(Long.parseLong(matcher.group(1))), matcher.group(2));
			}
			throw invalid(null);
		}
		catch (IllegalArgumentException ex) {
			throw invalid(ex);
		}
	}

	private static Problem invalid(@Nullable Throwable cause) {
		return new Problem(ProblemType.INVALID_PARAMETER,
				"The parameter cursor must be the value of next from the page before.", cause);
	}

}
