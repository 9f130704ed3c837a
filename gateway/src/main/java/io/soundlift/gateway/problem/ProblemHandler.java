package io.soundlift.gateway.problem;

import java.io.IOException;
import java.time.Duration;

import com.mongodb.MongoException;
import io.soundlift.connection.RequestBodyException;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Turns every exception into a response from the catalogue.
 */
@RestControllerAdvice
final class ProblemHandler extends ResponseEntityExceptionHandler {

	private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

	private static final Duration STORE_RETRY = Duration.ofSeconds(5);

	private final ProblemResponses responses;

	ProblemHandler(ProblemResponses responses) {
		this.responses = responses;
	}

	@ExceptionHandler({ MongoException.class, DataAccessException.class })
	@Nullable ResponseEntity<Object> handleStoreTrouble(RuntimeException ex, WebRequest request) {
		log.error("The store failed", ex);
		Problem problem = new Problem(ProblemType.STORE_UNAVAILABLE,
				"The store does not answer. Nothing was changed; try again in a moment.", ex)
			.retryAfter(STORE_RETRY);
		return handleExceptionInternal(problem, problem.getBody(), problem.getHeaders(), problem.getStatusCode(),
				request);
	}

	@ExceptionHandler(ResourceAccessException.class)
	@Nullable ResponseEntity<Object> handleUnreachableAuthServer(ResourceAccessException ex, WebRequest request) {
		RequestBodyException refusal = RequestBodyException.in(ex);
		if (refusal != null) {
			return handleRefusedBody(refusal, request);
		}
		log.error("The authorization server can't be reached", ex);
		return answer(ex, ProblemType.AUTH_SERVER_UNAVAILABLE,
				"The authorization server does not answer. Try again in a moment.", request);
	}

	@ExceptionHandler(RequestBodyException.class)
	@Nullable ResponseEntity<Object> handleRefusedBody(RequestBodyException ex, WebRequest request) {
		log.debug("A request was not read to its end: {}", ex.getMessage());
		return switch (ex.reason()) {
			case TOO_SLOW -> answer(ex, ProblemType.REQUEST_TOO_SLOW,
					"The request came too slowly. Nothing of it was kept; send it again.", request);
			case TOO_LARGE ->
				answer(ex, ProblemType.REQUEST_TOO_LARGE, "Only uploads may have a body of this size.", request);
		};
	}

	/**
	 * Handles a failed connection. A response that has begun can't be withdrawn, so the
	 * container must close the connection, by which a client detects that bytes are
	 * missing.
	 */
	@ExceptionHandler(IOException.class)
	@Nullable ResponseEntity<Object> handleBrokenConnection(IOException ex, ServletWebRequest request) throws IOException {
		HttpServletResponse response = request.getResponse();
		if (response == null || response.isCommitted()) {
			log.debug("A connection broke while it was answered", ex);
			throw ex;
		}
		log.info("A request could not be read to its end: {}", ex.toString());
		return answer(ex, ProblemType.UPLOAD_INCOMPLETE,
				"The body ended before it was complete. Nothing of it was kept; send it again.", request);
	}

	/**
	 * Handles a query or a form that Tomcat can't parse, or a header or parameter that
	 * the firewall refuses. Either is detected when the value is first read.
	 */
	@ExceptionHandler({ InvalidParameterException.class, RequestRejectedException.class })
	@Nullable ResponseEntity<Object> handleMalformedRequest(RuntimeException ex, WebRequest request) {
		return answer(ex, ProblemType.BAD_REQUEST, "A header or a parameter of the request can't be read.", request);
	}

	/**
	 * Spring fails on a wildcard in the content type of a request before any controller
	 * is called.
	 */
	@ExceptionHandler(IllegalArgumentException.class)
	@Nullable ResponseEntity<Object> handleWildcardType(IllegalArgumentException ex, WebRequest request) {
		String contentType = request.getHeader(HttpHeaders.CONTENT_TYPE);
		if (contentType != null && contentType.contains("*")) {
			return answer(ex, ProblemType.UNSUPPORTED_CONTENT_TYPE, "The content type of a body has no wildcard.",
					request);
		}
		return handleDefect(ex, request);
	}

	@ExceptionHandler(Exception.class)
	@Nullable ResponseEntity<Object> handleDefect(Exception ex, WebRequest request) {
		log.error("A request failed", ex);
		return answer(ex, ProblemType.INTERNAL_ERROR, "The request could not be handled. It has been logged.", request);
	}

	private @Nullable ResponseEntity<Object> answer(Exception ex, ProblemType type, String detail, WebRequest request) {
		return handleExceptionInternal(ex, Problem.detail(type, detail), new HttpHeaders(), type.status(), request);
	}

	@Override
	protected ResponseEntity<Object> createResponseEntity(@Nullable Object body, HttpHeaders headers,
			HttpStatusCode status, WebRequest request) {
		ProblemType type = type(body, status);
		if (body instanceof ProblemDetail problem && !hasCode(problem)) {
			problem.setType(type.uri());
			problem.setTitle(type.title());
			problem.setProperty("code", type.code());
		}
		ResponseEntity<byte[]> answer = this.responses.answer(((ServletWebRequest) request).getRequest(), type, body,
				status, headers);
		return new ResponseEntity<>(answer.getBody(), answer.getHeaders(), status);
	}

	private static ProblemType type(@Nullable Object body, HttpStatusCode status) {
		return (body instanceof ProblemDetail problem) ? ProblemType.of(problem.getType(), status)
				: ProblemType.of(status);
	}

	private static boolean hasCode(ProblemDetail problem) {
		return problem.getProperties() != null && problem.getProperties().containsKey("code");
	}

}
