package io.soundlift.authserver.page.web;

import java.util.Locale;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * Answers every error that nothing else answered: people get a page, programs get
 * problem+json. Neither says anything of the inside.
 */
@Controller
@RequestMapping("/error")
final class PageErrorController implements ErrorController {

	@RequestMapping(produces = MediaType.TEXT_HTML_VALUE)
	String page(HttpServletRequest request, HttpServletResponse response, Model model) {
		HttpStatus status = status(request);
		response.setStatus(status.value());
		model.addAttribute("status", status.value());
		model.addAttribute("title", status.getReasonPhrase());
		model.addAttribute("detail", detail(status));
		return "error";
	}

	@RequestMapping
	ResponseEntity<ProblemDetail> problem(HttpServletRequest request) {
		HttpStatus status = status(request);
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail(status));
		problem.setProperty("code", code(status));
		return ResponseEntity.status(status).contentType(MediaType.APPLICATION_PROBLEM_JSON).body(problem);
	}

	private static HttpStatus status(HttpServletRequest request) {
		Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
		HttpStatus status = (code instanceof Integer number) ? HttpStatus.resolve(number) : HttpStatus.NOT_FOUND;
		return (status != null) ? status : HttpStatus.INTERNAL_SERVER_ERROR;
	}

	private static String code(HttpStatus status) {
		if (status.is5xxServerError() && status != HttpStatus.SERVICE_UNAVAILABLE) {
			return "internal-error";
		}
		return status.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	private static String detail(HttpStatus status) {
		return switch (status) {
			case BAD_REQUEST -> "The application sent a request that the authorization server can't accept.";
			case FORBIDDEN -> "The page was open for too long, or the form came from elsewhere. Load it again.";
			case NOT_FOUND -> "There is nothing at this address.";
			case METHOD_NOT_ALLOWED -> "This address does not take this kind of request.";
			case TOO_MANY_REQUESTS -> "There were too many requests. Please wait a minute and try again.";
			case SERVICE_UNAVAILABLE ->
				"Too many people are signing in at the moment. Please try again in a few seconds.";
			default -> status.is5xxServerError() ? "Something went wrong on our side. Please try again."
					: "The request was refused.";
		};
	}

}
