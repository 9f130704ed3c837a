package io.soundlift.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.Request;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenIntrospectionResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationRequest;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationResponse;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Token;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.rp.OIDCClientInformation;
import com.nimbusds.openid.connect.sdk.rp.OIDCClientMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;

/**
 * A public client on Nimbus' OAuth 2.0 SDK that knows the issuer and its own id, and gets
 * everything else by discovery.
 */
final class RelyingParty {

	private final OIDCProviderMetadata provider;

	private final ClientID clientId;

	RelyingParty(String issuer, String clientId) {
		this.provider = checked(() -> OIDCProviderMetadata.resolve(new Issuer(issuer)));
		this.clientId = new ClientID(clientId);
	}

	OIDCProviderMetadata provider() {
		return this.provider;
	}

	/**
	 * Begins a sign-in.
	 * @param callback where the browser comes back to
	 * @param scope what is asked for
	 */
	SignIn signIn(URI callback, String scope) {
		CodeVerifier verifier = new CodeVerifier();
		AuthenticationRequest request = new AuthenticationRequest.Builder(ResponseType.CODE, Scope.parse(scope),
				this.clientId, callback)
			.endpointURI(this.provider.getAuthorizationEndpointURI())
			.state(new State())
			.nonce(new Nonce())
			.codeChallenge(verifier, CodeChallengeMethod.S256)
			.build();
		return new SignIn(request, verifier);
	}

	/**
	 * Redeems the code that the browser came back with.
	 * @param signIn the sign-in it belongs to
	 * @param address address that the browser came back to
	 */
	TokenResponse redeem(SignIn signIn, URI address) {
		return token(new AuthorizationCodeGrant(code(signIn, address), signIn.request().getRedirectionURI(),
				signIn.verifier()));
	}

	/**
	 * Returns the code that the browser came back with, after a check of the state.
	 */
	AuthorizationCode code(SignIn signIn, URI address) {
		AuthenticationResponse response = checked(() -> AuthenticationResponseParser.parse(address));
		if (!response.indicatesSuccess()) {
			throw new AssertionError(address);
		}
		if (!signIn.request().getState().equals(response.getState())) {
			throw new AssertionError("Another state: " + address);
		}
		return response.toSuccessResponse().getAuthorizationCode();
	}

	TokenResponse refresh(RefreshToken token) {
		return token(new RefreshTokenGrant(token));
	}

	TokenResponse token(AuthorizationGrant grant) {
		HTTPResponse response = send(
				new TokenRequest.Builder(this.provider.getTokenEndpointURI(), this.clientId, grant).build());
		return checked(() -> OIDCTokenResponseParser.parse(response));
	}

	/**
	 * Validates an ID token as the specification wants it (OpenID Connect Core, section
	 * 3.1.3.7), by the keys that discovery leads to.
	 */
	IDTokenClaimsSet validate(JWT idToken, Nonce nonce) throws BadJOSEException, JOSEException {
		OIDCClientMetadata metadata = new OIDCClientMetadata();
		metadata.applyDefaults();
		return checked(() -> IDTokenValidator.create(this.provider, new OIDCClientInformation(this.clientId, metadata)))
			.validate(idToken, nonce);
	}

	UserInfoResponse userInfo(AccessToken token) {
		HTTPResponse response = send(new UserInfoRequest(this.provider.getUserInfoEndpointURI(), token));
		return checked(() -> UserInfoResponse.parse(response));
	}

	DeviceAuthorizationSuccessResponse startDevice(String scope) {
		HTTPResponse response = send(new DeviceAuthorizationRequest.Builder(this.clientId).scope(Scope.parse(scope))
			.endpointURI(this.provider.getDeviceAuthorizationEndpointURI())
			.build());
		return checked(() -> DeviceAuthorizationResponse.parse(response)).toSuccessResponse();
	}

	HTTPResponse revoke(Token token) {
		return send(new TokenRevocationRequest(this.provider.getRevocationEndpointURI(), this.clientId, token));
	}

	TokenIntrospectionResponse introspect(ClientAuthentication authentication, Token token) {
		HTTPResponse response = send(
				new TokenIntrospectionRequest(this.provider.getIntrospectionEndpointURI(), authentication, token));
		return checked(() -> TokenIntrospectionResponse.parse(response));
	}

	/**
	 * Creates the address at which a browser signs out.
	 */
	URI signOut(JWT idToken, URI then, State state) {
		return new LogoutRequest(this.provider.getEndSessionEndpointURI(), idToken, then, state).toURI();
	}

	private static HTTPResponse send(Request request) {
		try {
			return request.toHTTPRequest().send();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static <T> T checked(Call<T> call) {
		try {
			return call.call();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (GeneralException ex) {
			throw new AssertionError("The answer is not what the specification says", ex);
		}
	}

	/**
	 * A sign-in that has begun.
	 *
	 * @param request what the browser is sent with
	 * @param verifier what the code is redeemed with
	 */
	record SignIn(AuthenticationRequest request, CodeVerifier verifier) {

		URI address() {
			return this.request.toURI();
		}

	}

	/**
	 * A call of the SDK.
	 *
	 * @param <T> type of what it gives
	 */
	private interface Call<T> {

		T call() throws IOException, GeneralException;

	}

}
