package io.soundlift.gateway.problem;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * Exception that becomes an error response.
 */
public final class Problem extends ErrorResponseException {

	/**
	 * A problem.
	 * @param type its type
	 * @param detail what is wrong with this request, and what would be right
	 */
	public Problem(ProblemType type, String detail) {
		this(type, detail, null);
	}

	/**
	 * A problem that another exception led to.
	 * @param type its type
	 * @param detail what is wrong with this request, and what would be right
	 * @param cause for the log, never sent to the client
	 */
	public Problem(ProblemType type, String detail, @Nullable Throwable cause) {
		super(type.status(), detail(type, detail), cause);
	}

	/**
	 * Adds a member to the body.
	 * @param name name of the member
	 * @param value its value
	 * @return this problem
	 */
	public Problem with(String name, Object value) {
		getBody().setProperty(name, value);
		return this;
	}

	/**
	 * Adds a header to the answer.
	 * @param name name of the header
	 * @param value its value
	 * @return this problem
	 */
	public Problem withHeader(String name, String value) {
		getHeaders().set(name, value);
		return this;
	}

	/**
	 * Adds the time of the next attempt to the response.
	 * @param delay how long to wait
	 * @return this problem
	 */
	public Problem retryAfter(Duration delay) {
		return withHeader(HttpHeaders.RETRY_AFTER, Long.toString(delay.toSeconds()));
	}

	/**
	 * Body of an answer.
	 * @param type type of the problem
	 * @param detail what is wrong with this request
	 * @return the body
	 */
	public static ProblemDetail detail(ProblemType type, String detail) {
		ProblemDetail body = ProblemDetail.forStatusAndDetail(type.status(), detail);
		body.setType(type.uri());
		body.setTitle(type.title());
		body.setProperty("code", type.code());
		return body;
	}

}
