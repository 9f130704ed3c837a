package io.soundlift.gateway.resumable;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Check that a request is one of tus 1.0.0, with the header that marks each response as
 * such.
 */
@Component
final class TusVersion implements HandlerInterceptor, WebMvcConfigurer {

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(this).addPathPatterns(TusController.PATH, TusController.PATH + "/**");
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		// the list of uploads is no part of tus
		if (request.getDispatcherType() != DispatcherType.REQUEST || HttpMethod.GET.matches(request.getMethod())
				|| isOfDraft(handler)) {
			return true;
		}
		response.setHeader(TusHeaders.RESUMABLE, TusHeaders.VERSION);
		if (!HttpMethod.OPTIONS.matches(request.getMethod())
				&& !TusHeaders.VERSION.equals(request.getHeader(TusHeaders.RESUMABLE))) {
			throw new Problem(ProblemType.UNSUPPORTED_TUS_VERSION,
					"Send the header Tus-Resumable: %s with each request, or those of the IETF's draft."
						.formatted(TusHeaders.VERSION))
				.withHeader(TusHeaders.VERSIONS, TusHeaders.VERSION);
		}
		return true;
	}

	private static boolean isOfDraft(Object handler) {
		return handler instanceof HandlerMethod method && method.getBeanType() == DraftUploadController.class;
	}

}
