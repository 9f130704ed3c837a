package io.soundlift.gateway.mail;

import java.io.IOException;
import java.io.InputStream;

import io.soundlift.gateway.problem.JsonBody;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * Preferences that an owner chooses. Absent members change nothing.
 *
 * @param conversionMails whether to get a mail when a conversion has ended
 */
record PreferencesRequest(@Nullable Boolean conversionMails) {

	/**
	 * Reads the body of a request.
	 * @param body the body, of which no more is read than such a request may have
	 * @return the request
	 * @throws Problem {@link ProblemType#BAD_REQUEST} if it is no such request
	 * @throws IOException if the connection breaks
	 */
	static PreferencesRequest read(InputStream body) throws IOException {
		return JsonBody.read(body, PreferencesRequest.class, PreferencesRequest::invalid);
	}

	private static Problem invalid(@Nullable Throwable cause) {
		return new Problem(ProblemType.BAD_REQUEST,
				"The body must be a JSON object with the member conversionMails, which is true or false.", cause);
	}

}
