package io.soundlift.gateway.page;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.soundlift.gateway.TestAuthServer;
import io.soundlift.gateway.TestGateway;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Signs in whom a test names, and does the rest as the real thing does.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class StandInSession extends OncePerRequestFilter {

	static String nextUser = "anna";

	static @Nullable TestAuthServer authServer;

	private static final String COOKIE = "stand-in";

	private final Map<String, String> users = new ConcurrentHashMap<>();

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		response.setHeader("Content-Security-Policy",
				"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
						+ "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
						+ "require-trusted-types-for 'script'");
		String session = session(request).filter(this.users::containsKey).orElse(null);
		switch (request.getRequestURI()) {
			case "/oauth2/authorization/soundlift" -> {
				String id = UUID.randomUUID().toString();
				this.users.put(id, nextUser);
				Cookie cookie = new Cookie(COOKIE, id);
				cookie.setPath("/");
				response.addCookie(cookie);
				response.sendRedirect(Objects.requireNonNullElse(request.getParameter("return"), "/"));
			}
			case "/api/session" ->
				json(response, 200,
						(session != null)
								? Map.of("signedIn", true, "email", this.users.get(session) + "@example.org", "csrf",
										Map.of("header", "X-CSRF-TOKEN", "token", session))
								: Map.of("signedIn", false));
			case "/logout" -> {
				if (Objects.equals(session, request.getParameter("_csrf"))) {
					this.users.remove(session);
				}
				response.sendRedirect("/");
			}
			default -> proceed(request, response, chain, session);
		}
	}

	private void proceed(HttpServletRequest request, HttpServletResponse response, FilterChain chain,
			@Nullable String session) throws ServletException, IOException {
		boolean api = request.getRequestURI().startsWith("/api/");
		if (session != null && api && !"GET".equals(request.getMethod())
				&& !session.equals(request.getHeader("X-CSRF-TOKEN"))) {
			json(response, 403, Map.of("code", "csrf-token-missing", "detail", "x"));
			return;
		}
		String user = api ? (session != null) ? this.users.get(session) : null : "nobody";
		chain.doFilter((user != null) ? new As(request, user) : request, response);
	}

	private static Optional<String> session(HttpServletRequest request) {
		return (request.getCookies() == null) ? Optional.empty()
				: Arrays.stream(request.getCookies())
					.filter((cookie) -> COOKIE.equals(cookie.getName()))
					.map(Cookie::getValue)
					.findFirst();
	}

	private static void json(HttpServletResponse response, int status, Map<String, Object> body) throws IOException {
		response.setStatus(status);
		response.setContentType("application/json");
		response.getOutputStream().write(new JsonMapper().writeValueAsBytes(body));
	}

	private static final class As extends HttpServletRequestWrapper {

		private final String authorization;

		As(HttpServletRequest request, String user) {
			super(request);
			this.authorization = "Bearer " + Objects.requireNonNull(authServer).token(user, TestGateway.ALL);
		}

		@Override
		public @Nullable String getHeader(String name) {
			return "Authorization".equalsIgnoreCase(name) ? this.authorization : super.getHeader(name);
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			return "Authorization".equalsIgnoreCase(name) ? Collections.enumeration(List.of(this.authorization))
					: super.getHeaders(name);
		}

	}

}
