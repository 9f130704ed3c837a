package io.soundlift.authserver.token;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.account.Accounts;
import io.soundlift.authserver.account.SignedIn;
import io.soundlift.authserver.throttle.TokenLimits;

import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.core.oidc.StandardClaimNames;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.stereotype.Component;

/**
 * Customizer of access tokens according to RFC 9068, for the account as which the client
 * acts. It refuses tokens for accounts that no longer exist and for revoked sign-ins,
 * even when their grant was created at the same moment.
 */
@Component
final class TokenClaimsCustomizer implements OAuth2TokenCustomizer<JwtEncodingContext> {

	/** The conversions API; no other service may accept these tokens. */
	private static final List<String> AUDIENCE = List.of("soundlift-api");

	private static final String TOKENS = "tokens";

	private final Accounts accounts;

	private final TokenLimits limits;

	TokenClaimsCustomizer(Accounts accounts, TokenLimits limits) {
		this.accounts = accounts;
		this.limits = limits;
	}

	@Override
	public void customize(JwtEncodingContext context) {
		Account account = account(context);
		Set<String> scopes = context.getAuthorizedScopes();
		context.getClaims().claim(GrantId.CLAIM, GrantId.of(context));
		if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
			count(context, account);
			context.getJwsHeader().type("at+jwt");
			context.getClaims()
				.subject(account.id())
				.audience(new ArrayList<>(AUDIENCE))
				.claim("client_id", context.getRegisteredClient().getClientId())
				.claim("scope", String.join(" ", scopes))
				.claim(StandardClaimNames.EMAIL, account.email());
		}
		else if (scopes.contains(OidcScopes.EMAIL)) {
			context.getClaims()
				.claim(StandardClaimNames.EMAIL, account.email())
				.claim(StandardClaimNames.EMAIL_VERIFIED, true);
		}
	}

	/** Tokens of a client itself were counted with its request. */
	private void count(JwtEncodingContext context, Account account) {
		if (!AuthorizationGrantType.CLIENT_CREDENTIALS.equals(context.getAuthorizationGrantType())) {
			Duration wait = this.limits.requestOfAccount(TOKENS, account.id());
			if (!wait.isZero()) {
				throw new TooManyTokensException(wait);
			}
		}
	}

	private Account account(JwtEncodingContext context) {
		if (AuthorizationGrantType.CLIENT_CREDENTIALS.equals(context.getAuthorizationGrantType())) {
			return ClientOwner.of(context.getRegisteredClient())
				.flatMap(this.accounts::findById)
				.orElseThrow(() -> refusal(OAuth2ErrorCodes.UNAUTHORIZED_CLIENT, "The client's owner does not exist."));
		}
		return this.accounts.findById(context.getPrincipal().getName())
			.filter((account) -> SignedIn.isCurrent(context.getPrincipal(), account))
			.orElseThrow(() -> refusal(OAuth2ErrorCodes.INVALID_GRANT, "The account does not exist or signed out."));
	}

	private static OAuth2AuthenticationException refusal(String code, String description) {
		return new OAuth2AuthenticationException(new OAuth2Error(code, description, null));
	}

}
