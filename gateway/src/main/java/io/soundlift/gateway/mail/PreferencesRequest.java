package io.soundlift.gateway.mail;

import java.io.IOException;
import java.io.InputStream;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an owner chooses. Absent members change nothing.
 *
 * @param conversionMails whether to get a mail when a conversion has ended
 */
record PreferencesRequest(@Nullable Boolean conversionMails) {

	private static final int MAX_BYTES = 4096;

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	/**
	 * Reads the body of a request.
	 * @param body the body, of which no more is read than such a request may have
	 * @return the request
	 * @throws Problem {@link ProblemType#BAD_REQUEST} if it is no such request
	 * @throws IOException if the connection breaks
	 */
	static PreferencesRequest read(InputStream body) throws IOException {
		byte[] bytes = body.readNBytes(MAX_BYTES + 1);
		if (bytes.length > MAX_BYTES) {
			throw new Problem(ProblemType.REQUEST_TOO_LARGE,
					"The body must have at most %d bytes.".formatted(MAX_BYTES));
		}
		try {
			PreferencesRequest request = JSON.readValue(bytes, PreferencesRequest.class);
			if (request != null) {
				return request;
			}
			throw invalid(null);
		}
		catch (JacksonException ex) {
			throw invalid(ex);
		}
	}

	private static Problem invalid(@Nullable Throwable cause) {
		return new Problem(ProblemType.BAD_REQUEST,
				"The body must be a JSON object with the member conversionMails, which is true or false.", cause);
	}

}
