package io.soundlift.authserver.page.web;

import java.util.Locale;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * Response to all errors that are not handled elsewhere: a page for people, problem+json
 * for programs. Neither reveals internals.
 */
@Controller
@RequestMapping("/error")
final class PageErrorController implements ErrorController {

	private final MessageSource messages;

	PageErrorController(MessageSource messages) {
		this.messages = messages;
	}

	@RequestMapping(produces = MediaType.TEXT_HTML_VALUE)
	String page(HttpServletRequest request, HttpServletResponse response, Locale locale, Model model) {
		HttpStatus status = status(request);
		response.setStatus(status.value());
		model.addAttribute("status", status.value());
		model.addAttribute("title",
				this.messages.getMessage(key(status) + ".title", null, status.getReasonPhrase(), locale));
		model.addAttribute("detail", detail(status, locale));
		return "error";
	}

	@RequestMapping
	ResponseEntity<ProblemDetail> problem(HttpServletRequest request) {
		HttpStatus status = status(request);
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail(status, Locale.ENGLISH));
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

	private String detail(HttpStatus status, Locale locale) {
		return this.messages.getMessage(key(status), null, locale);
	}

	private static String key(HttpStatus status) {
		return "error." + switch (status) {
			case BAD_REQUEST, FORBIDDEN, NOT_FOUND, METHOD_NOT_ALLOWED, TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE ->
				code(status);
			default -> status.is5xxServerError() ? "internal-error" : "other";
		};
	}

}
