package io.soundlift.gateway.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Responds to errors outside of the controllers, such as a URL that the firewall refuses,
 * in the same form as to all others.
 */
@RestController
final class ProblemErrorController implements ErrorController {

	private final ProblemResponses responses;

	ProblemErrorController(ProblemResponses responses) {
		this.responses = responses;
	}

	@RequestMapping("/error")
	ResponseEntity<byte[]> error(HttpServletRequest request) {
		HttpStatusCode status = status(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE));
		ProblemType type = ProblemType.of(status);
		ProblemDetail problem = Problem.detail(type, detail(type));
		problem.setStatus(status.value());
		return this.responses.answer(request, type, problem, status, new HttpHeaders());
	}

	private static HttpStatusCode status(@Nullable Object code) {
		// without a code, the path was requested directly
		return (code instanceof Integer value) ? HttpStatusCode.valueOf(value) : HttpStatus.NOT_FOUND;
	}

	private static String detail(ProblemType type) {
		return switch (type) {
			case INTERNAL_ERROR -> "The request could not be handled. It has been logged.";
			case NOT_FOUND -> "There is nothing at this path.";
			case REQUEST_TOO_SLOW -> "The request took too long to arrive. Nothing of it was kept; send it again.";
			case REQUEST_TOO_LARGE -> "Only uploads may have a body of this size.";
			default -> "The request can't be accepted in this form.";
		};
	}

}
