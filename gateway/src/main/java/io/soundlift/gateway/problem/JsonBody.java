package io.soundlift.gateway.problem;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON object as the body of a request, read into a bounded part of the heap.
 */
public final class JsonBody {

	private static final int MAX_BYTES = 16 * 1024;

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	private JsonBody() {
	}

	/**
	 * Reads a body.
	 * @param <T> type of the object
	 * @param body the body, of which no more is read than it may have
	 * @param type type of the object; other members are not allowed
	 * @param invalid supplier of the problem of a body that is no such object, from the
	 * cause if there is one
	 * @return the object
	 * @throws Problem {@link ProblemType#REQUEST_TOO_LARGE}, or what was created
	 * @throws IOException if the connection breaks
	 */
	public static <T> T read(InputStream body, Class<T> type, Function<@Nullable Throwable, Problem> invalid)
			throws IOException {
		byte[] bytes = body.readNBytes(MAX_BYTES + 1);
		if (bytes.length > MAX_BYTES) {
			throw new Problem(ProblemType.REQUEST_TOO_LARGE,
					"The body must have at most %d bytes.".formatted(MAX_BYTES));
		}
		try {
			T value = JSON.readValue(bytes, type);
			if (value != null) {
				return value;
			}
		}
		catch (JacksonException ex) {
			throw invalid.apply(ex);
		}
		throw invalid.apply(null);
	}

}
