package io.soundlift.gateway.problem;

import java.io.IOException;
import java.util.Objects;

import io.soundlift.gateway.text.Texts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * Responses to requests that were refused or failed: a page for a browser that prefers
 * HTML, otherwise a problem detail. Each is counted.
 */
@Component
public final class ProblemResponses {

	private static final String ATTRIBUTE = ProblemResponses.class.getName();

	private final ProblemMeters meters;

	private final JsonMapper json;

	ProblemResponses(ProblemMeters meters, JsonMapper json) {
		this.meters = meters;
		this.json = json;
	}

	/**
	 * Returns the answer.
	 * @param request the request
	 * @param type what is wrong
	 * @param detail what is wrong with this request, and what would be right
	 * @return the answer, with the status of the type
	 */
	public ResponseEntity<byte[]> answer(HttpServletRequest request, ProblemType type, String detail) {
		return answer(request, type, Problem.detail(type, detail), type.status(), new HttpHeaders());
	}

	/**
	 * Returns the answer.
	 * @param request the request
	 * @param type what is wrong
	 * @param problem the problem detail; {@code null} for none
	 * @param status status code, which may be more precise than the type's
	 * @param others further headers, such as {@code Allow}
	 * @return the answer
	 */
	ResponseEntity<byte[]> answer(HttpServletRequest request, ProblemType type, @Nullable Object problem,
			HttpStatusCode status, HttpHeaders others) {
		this.meters.answered(type);
		HttpHeaders headers = new HttpHeaders();
		headers.putAll(others);
		byte[] content;
		if (ProblemPage.isWanted(request)) {
			headers.putAll(ProblemPage.headers());
			content = ProblemPage.of(type, Texts.of(request));
		}
		else {
			// also sent to clients that do not accept JSON or send a malformed header
			headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
			content = this.json.writeValueAsBytes(problem);
		}
		// with its length, so that a client that is still sending recognizes a complete
		// response
		headers.setContentLength(content.length);
		ResponseEntity<byte[]> answer = new ResponseEntity<>(content, headers, status);
		request.setAttribute(ATTRIBUTE, new Answer(type, answer));
		return answer;
	}

	/**
	 * Returns the answer that a request was given.
	 * @param request the request
	 * @return the answer; {@code null} if the request was neither refused nor has failed
	 */
	public static @Nullable Answer answerTo(HttpServletRequest request) {
		return (request.getAttribute(ATTRIBUTE) instanceof Answer answer) ? answer : null;
	}

	/**
	 * Writes the response to an earlier request again.
	 * @param answer the answer
	 * @param response response to the request that gets it
	 * @throws IOException if the client has disconnected
	 */
	public void repeat(Answer answer, HttpServletResponse response) throws IOException {
		this.meters.answered(answer.type());
		write(answer.content(), response);
	}

	/**
	 * Writes an answer.
	 * @param answer the answer
	 * @param response response that it becomes
	 * @throws IOException if the client has disconnected
	 */
	public static void write(ResponseEntity<byte[]> answer, HttpServletResponse response) throws IOException {
		response.setStatus(answer.getStatusCode().value());
		answer.getHeaders().forEach((name, values) -> values.forEach((value) -> response.setHeader(name, value)));
		response.getOutputStream().write(Objects.requireNonNull(answer.getBody()));
	}

	/**
	 * Answer to a request that was refused or has failed.
	 *
	 * @param type what was wrong
	 * @param content status, headers and body
	 */
	public record Answer(ProblemType type, ResponseEntity<byte[]> content) {

	}

}
