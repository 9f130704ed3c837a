package io.soundlift.gateway.limit;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.problem.ProblemResponses;
import io.soundlift.gateway.problem.ProblemResponses.Answer;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.support.Secrets;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.WebUtils;

/**
 * Refusal of requests that an account keeps sending although they are refused, or that
 * have an invalid token. From the sixth within a second on they get the last response
 * again, before tokens are checked and the store is queried: a client that retries
 * without a pause would otherwise take processor time from others.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RepeatedRefusals extends OncePerRequestFilter {

	private static final String API = "/api/";

	private static final Duration PERIOD = Duration.ofSeconds(1);

	/** Refusals in a period that are fully evaluated. */
	private static final int FREE = 5;

	/** An entry takes about two kilobytes. */
	private static final int MAX_ENTRIES = 1000;

	/** Refusals before the account of a request is known. */
	private static final Set<ProblemType> BEFORE_AUTHENTICATION = EnumSet.of(ProblemType.UNAUTHENTICATED,
			ProblemType.AUTHENTICATION_UNAVAILABLE, ProblemType.GATEWAY_BUSY);

	private static final List<String> OF_ONE_ANSWER = List.of(HttpHeaders.DATE, HttpHeaders.SET_COOKIE,
			HttpHeaders.CONNECTION);

	private final Map<String, Refused> refused = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Refused> eldest) {
			return size() > MAX_ENTRIES;
		}

	};

	private final ProblemResponses problems;

	private final JsonMapper json;

	private final String sessionCookie;

	private final Clock clock;

	RepeatedRefusals(ProblemResponses problems, JsonMapper json, GatewayProperties properties, Clock clock) {
		this.problems = problems;
		this.json = json;
		this.sessionCookie = properties.sessionCookie();
		this.clock = clock;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !request.getServletPath().startsWith(API);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String credential = credential(request);
		if (credential == null) {
			chain.doFilter(request, response);
			return;
		}
		String account = account(request, credential);
		// the refusal is for the credential, the whole account, or this call only
		String call = account + " " + request.getMethod() + " " + request.getServletPath();
		Answer last = find(credential, account, call);
		if (last != null) {
			this.problems.repeat(last, response);
			return;
		}
		chain.doFilter(request, response);
		Answer answer = ProblemResponses.answerTo(request);
		if (answer != null && isRefusal(answer.content().getStatusCode())) {
			String refused = BEFORE_AUTHENTICATION.contains(answer.type()) ? credential
					: (answer.type() == ProblemType.TOO_MANY_REQUESTS) ? account : call;
			note(refused, withHeaders(answer, response));
		}
	}

	/**
	 * Returns the secret that a request was sent with, hashed.
	 */
	private @Nullable String credential(HttpServletRequest request) {
		String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
		if (authorization != null) {
			return "credential " + Secrets.sha256(authorization);
		}
		Cookie session = WebUtils.getCookie(request, this.sessionCookie);
		return (session != null) ? "session " + Secrets.sha256(session.getValue()) : null;
	}

	/**
	 * Returns a key for the account. The token is not checked for that: a forged one may
	 * receive a stored refusal, but never causes one for others.
	 */
	private String account(HttpServletRequest request, String credential) {
		String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
		String subject = (authorization != null) ? subject(authorization) : null;
		return (subject != null) ? "account " + subject : credential;
	}

	private @Nullable String subject(String authorization) {
		String[] parts = authorization.split("\\.", 4);
		if (parts.length != 3) {
			return null;
		}
		try {
			return this.json.readTree(Base64.getUrlDecoder().decode(parts[1])).path("sub").stringValue(null);
		}
		catch (IllegalArgumentException | JacksonException ex) {
			// not a JWT: authentication refuses it
			return null;
		}
	}

	private static boolean isRefusal(HttpStatusCode status) {
		return status.isSameCodeAs(HttpStatus.TOO_MANY_REQUESTS) || status.isSameCodeAs(HttpStatus.SERVICE_UNAVAILABLE)
				|| status.isSameCodeAs(HttpStatus.UNAUTHORIZED);
	}

	private static Answer withHeaders(Answer answer, HttpServletResponse response) {
		HttpHeaders headers = new HttpHeaders();
		response.getHeaderNames().forEach((name) -> headers.put(name, List.copyOf(response.getHeaders(name))));
		OF_ONE_ANSWER.forEach(headers::remove);
		return new Answer(answer.type(),
				new ResponseEntity<>(answer.content().getBody(), headers, answer.content().getStatusCode()));
	}

	private synchronized @Nullable Answer find(String... keys) {
		for (String key : keys) {
			Refused found = this.refused.get(key);
			if (found != null && found.count() >= FREE && isOfThisPeriod(found)) {
				return found.last();
			}
		}
		return null;
	}

	private synchronized void note(String key, Answer answer) {
		Refused found = this.refused.remove(key);
		this.refused.put(key, (found != null && isOfThisPeriod(found))
				? new Refused(found.since(), found.count() + 1, answer) : new Refused(this.clock.instant(), 1, answer));
	}

	private boolean isOfThisPeriod(Refused found) {
		return found.since().plus(PERIOD).isAfter(this.clock.instant());
	}

	/**
	 * Refusals of one kind within a period.
	 *
	 * @param since begin of the period
	 * @param count how many there were
	 * @param last the last of them
	 */
	private record Refused(Instant since, int count, Answer last) {

	}

}
