package io.soundlift.authserver.account.web;

import java.io.IOException;

import io.soundlift.authserver.account.Accounts;
import io.soundlift.authserver.account.SignedIn;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;

import org.springframework.core.annotation.Order;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Filter that ends sessions of accounts that were deleted or whose sessions were revoked.
 * So a session is void from the moment of the revocation, even one that a sign-in with
 * the old password creates right after it.
 */
@Component
@Order(RevokedSessionFilter.BEFORE_SPRING_SECURITY)
final class RevokedSessionFilter extends OncePerRequestFilter {

	/** Spring Boot runs Spring Security at -100. */
	static final int BEFORE_SPRING_SECURITY = -110;

	private final Accounts accounts;

	RevokedSessionFilter(Accounts accounts) {
		this.accounts = accounts;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain filterChain)
			throws ServletException, IOException {
		HttpSession session = request.getSession(false);
		if (session != null && session.getAttribute(
				HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY) instanceof SecurityContext context
				&& context.getAuthentication() != null && !isCurrent(context.getAuthentication())) {
			session.invalidate();
		}
		filterChain.doFilter(request, response);
	}

	private boolean isCurrent(Authentication authentication) {
		return this.accounts.findById(authentication.getName())
			.filter((account) -> SignedIn.isCurrent(authentication, account))
			.isPresent();
	}

}
