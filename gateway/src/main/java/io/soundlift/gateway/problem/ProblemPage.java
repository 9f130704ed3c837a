package io.soundlift.gateway.problem;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

import io.soundlift.gateway.text.PlainPage;
import io.soundlift.gateway.text.Texts;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.util.HtmlUtils;

/**
 * Page that shows a problem in a browser. Nothing of the request gets into the page.
 */
final class ProblemPage {

	/** The page loads its stylesheet and nothing else. */
	private static final String POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
			+ "form-action 'none'; frame-ancestors 'none'";

	private static final MediaType TYPE = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

	private static final String CONTENT = """
			<p>%1$s</p>
			<p><a class="button" href="/">{{page.back}}</a></p>
			""";

	private ProblemPage() {
	}

	/**
	 * Returns whether a request is one that a browser makes for a page. Calls of the API
	 * always get a problem detail, whatever they accept.
	 * @param request the request, or its error dispatch
	 * @return {@code true} if it prefers HTML
	 */
	static boolean isWanted(HttpServletRequest request) {
		String accept = request.getHeader(HttpHeaders.ACCEPT);
		return accept != null && !isApi(request) && prefersHtml(accept);
	}

	private static boolean isApi(HttpServletRequest request) {
		Object failed = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
		String path = (failed instanceof String uri) ? uri : request.getRequestURI();
		return path.equals("/api") || path.startsWith("/api/");
	}

	private static boolean prefersHtml(String accept) {
		try {
			List<MediaType> types = MediaType.parseMediaTypes(accept);
			return types.stream()
				.max(Comparator.comparingDouble(MediaType::getQualityValue))
				.filter((type) -> type.equalsTypeAndSubtype(MediaType.TEXT_HTML))
				.isPresent();
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

	/**
	 * Returns the headers of the page.
	 */
	static HttpHeaders headers() {
		HttpHeaders headers = new HttpHeaders();
		headers.setContentType(TYPE);
		headers.setCacheControl("no-store");
		headers.set("Content-Security-Policy", POLICY);
		headers.set("X-Content-Type-Options", "nosniff");
		headers.set("Referrer-Policy", "same-origin");
		headers.set("Cross-Origin-Opener-Policy", "same-origin");
		return headers;
	}

	/**
	 * Returns the page.
	 * @param type what is wrong
	 * @param texts texts in the language of the page
	 */
	static byte[] of(ProblemType type, Texts texts) {
		return PlainPage.of(escape(title(type, texts)), texts.fill(CONTENT).formatted(escape(texts.get(advice(type)))),
				texts);
	}

	private static String escape(String text) {
		return HtmlUtils.htmlEscape(text, StandardCharsets.UTF_8.name());
	}

	private static String title(ProblemType type, Texts texts) {
		String key = "server.problem-title." + type.code();
		if (type == ProblemType.CSRF_TOKEN_MISSING) {
			return texts.get("problem-page.out-of-date");
		}
		return (texts.has(key)) ? texts.get(key) : type.title();
	}

	private static String advice(ProblemType type) {
		if (type.status().is5xxServerError()) {
			return "problem-page.again";
		}
		return switch (type) {
			case NOT_FOUND -> "problem-page.not-found";
			case NO_SUCH_SHARE -> "problem-page.no-such-share";
			case CSRF_TOKEN_MISSING -> "problem-page.unchanged";
			default -> "problem-page.not-accepted";
		};
	}

}
