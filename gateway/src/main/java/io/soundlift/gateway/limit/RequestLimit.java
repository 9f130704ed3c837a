package io.soundlift.gateway.limit;

import java.security.Principal;
import java.time.Duration;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.gateway.security.ApiRules;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Limit on an account's calls of the API in a minute, with the number that is left on
 * each answer.
 */
@Component
final class RequestLimit implements HandlerInterceptor, WebMvcConfigurer {

	private static final Duration WINDOW = Duration.ofMinutes(1);

	private final RequestCounts counts;

	private final int limit;

	RequestLimit(RequestCounts counts, GatewayProperties properties) {
		this.counts = counts;
		this.limit = properties.account().maxRequestsPerMinute();
	}

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		if (this.limit > 0) {
			registry.addInterceptor(this).addPathPatterns(ApiRules.PATHS);
		}
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		Principal account = request.getUserPrincipal();
		if (account == null || request.getDispatcherType() != DispatcherType.REQUEST) {
			return true;
		}
		int count = this.counts.count(account.getName());
		Duration reset = this.counts.untilReset();
		new RateLimit("requests", this.limit, "requests", WINDOW, Math.max(0, this.limit - count), reset)
			.addTo(response);
		if (count > this.limit) {
			throw new Problem(ProblemType.TOO_MANY_REQUESTS,
					"Your account may call the API %d times a minute. Go on in %d seconds.".formatted(this.limit,
							reset.toSeconds()))
				.with("limit", this.limit)
				.retryAfter(reset);
		}
		return true;
	}

}
