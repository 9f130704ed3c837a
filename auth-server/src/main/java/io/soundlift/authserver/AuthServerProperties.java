package io.soundlift.authserver;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PastOrPresent;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the authorization server.
 *
 * @param publicUrl origin under which people and programs reach the gateway, without a
 * path; the issuer is this plus /auth
 * @param encryptionKey key of 32 bytes, base64, that encrypts signing keys and
 * authorizations in the database
 * @param previousEncryptionKeys keys of the same form that were the encryption key
 * before, and still decrypt what was stored under them; may be empty
 * @param forwardingSecret secret of 16 to 256 characters with which the gateway sends the
 * client's address, and without which it is not believed
 * @param mailFrom sender address of mails
 * @param accessTokenLifetime lifetime of access tokens
 * @param refreshTokenLifetime lifetime of refresh tokens, counted anew at each rotation
 * @param deviceCodeLifetime time in which a person must enter a device's code
 * @param registrationLifetime time in which a person must confirm a sign-up
 * @param passwordResetLifetime time in which a forgotten password must be replaced
 * @param signingKeyInterval time after which another key signs
 * @param signingKeysSince time before which signing keys must not have been made for
 * their tokens to be taken; none for any time
 * @param session timeouts of browser sessions
 * @param limits what clients and accounts may ask for, at each replica
 * @param firstAccount account and API client that are made at the first start
 * @param clients OAuth2 clients by their client id, beside the settings of soundlift-web
 * and soundlift-cli, which are built in
 */
@ConfigurationProperties("soundlift.auth-server")
@Validated
public record AuthServerProperties(@NotNull URI publicUrl,
		@NotBlank @Pattern(regexp = AuthServerProperties.KEY,
				message = AuthServerProperties.KEY_MESSAGE) String encryptionKey,
		@DefaultValue List<@NotBlank @Pattern(regexp = AuthServerProperties.KEY,
				message = AuthServerProperties.KEY_MESSAGE) String> previousEncryptionKeys,
		@NotBlank @Size(min = 16, max = 256) String forwardingSecret, @NotBlank @Email String mailFrom,
		@DefaultValue("15m") @DurationMin(seconds = 1) @DurationMax(hours = 1) Duration accessTokenLifetime,
		@DefaultValue("30d") @DurationMin(seconds = 1) Duration refreshTokenLifetime,
		@DefaultValue("10m") @DurationMin(seconds = 1) Duration deviceCodeLifetime,
		@DefaultValue("1d") @DurationMin(millis = 1) Duration registrationLifetime,
		@DefaultValue("1h") @DurationMin(millis = 1) Duration passwordResetLifetime,
		@DefaultValue("90d") @DurationMin(days = 1) Duration signingKeyInterval,
		@PastOrPresent(message = "must not be in the future") @Nullable Instant signingKeysSince,
		@DefaultValue @Valid Session session, @DefaultValue @Valid Limits limits,
		@DefaultValue @Valid FirstAccount firstAccount, @DefaultValue Map<String, @Valid ConfiguredClient> clients) {

	/** Client id of the gateway, which signs browsers in. */
	public static final String WEB_CLIENT = "soundlift-web";

	/** Client id of the command line. */
	public static final String COMMAND_LINE_CLIENT = "soundlift-cli";

	private static final Set<String> BUILT_IN = Set.of(WEB_CLIENT, COMMAND_LINE_CLIENT);

	/**
	 * Upper bound of the lifetime of access tokens, also of those that were issued with
	 * earlier settings. What is revoked or retired is remembered for at least that long.
	 */
	public static final Duration MAX_ACCESS_TOKEN_LIFETIME = Duration.ofHours(1);

	private static final String KEY = "[A-Za-z0-9+/]{43}=";

	private static final String KEY_MESSAGE = "must be 32 bytes in base64";

	/**
	 * Returns the issuer of all tokens, which is also the address of all endpoints.
	 * @return the public URL plus /auth, without a slash at the end
	 */
	public String issuer() {
		String origin = this.publicUrl.toString();
		return (origin.endsWith("/") ? origin.substring(0, origin.length() - 1) : origin) + "/auth";
	}

	/**
	 * Returns the secret of the web client.
	 * @return the secret as configured, or an empty text when there is none
	 */
	public String webClientSecret() {
		ConfiguredClient web = this.clients.get(WEB_CLIENT);
		return (web != null) ? web.secret() : "";
	}

	@AssertTrue(
			message = "public-url must be an http or https origin such as https://soundlift.example, without a path")
	boolean isPublicUrlAnOrigin() {
		String path = this.publicUrl.getRawPath();
		return this.publicUrl.getHost() != null
				&& ("http".equals(this.publicUrl.getScheme()) || "https".equals(this.publicUrl.getScheme()))
				&& (path == null || path.isEmpty() || "/".equals(path)) && this.publicUrl.getRawQuery() == null
				&& this.publicUrl.getRawFragment() == null && this.publicUrl.getRawUserInfo() == null;
	}

	@AssertTrue(message = "clients need grant-types, and redirect-uris for the grant authorization_code")
	boolean isEachClientUsable() {
		return this.clients.entrySet()
			.stream()
			.filter((client) -> !BUILT_IN.contains(client.getKey()))
			.allMatch((client) -> client.getValue().isUsable());
	}

	@AssertTrue(message = "clients need ids of letters, digits, dots, dashes and underscores, 64 at most")
	boolean isEachClientIdPlain() {
		return this.clients.keySet().stream().allMatch((id) -> id.matches("[A-Za-z0-9._-]{1,64}"));
	}

	/**
	 * Timeouts of browser sessions.
	 *
	 * @param idleTimeout how long a session may stand still in which somebody is signed
	 * in
	 * @param anonymousTimeout how long a session may stand still in which nobody is, so
	 * how long a sign-in form may stay open
	 * @param absoluteTimeout how long a session lives at most
	 */
	public record Session(@DefaultValue("8h") @DurationMin(seconds = 1) Duration idleTimeout,
			@DefaultValue("30m") @DurationMin(seconds = 1) Duration anonymousTimeout,
			@DefaultValue("7d") @DurationMin(seconds = 1) Duration absoluteTimeout) {
	}

	/**
	 * Limits on the requests of clients and accounts. The requests of a whole minute may
	 * come at once.
	 *
	 * @param clientTokensPerMinute tokens that a client gets by its own credentials, and
	 * tokens that it gives back, in a minute; 0 for any number
	 * @param accountTokensPerMinute the same of all clients, apps and browsers of an
	 * account together; 0 for any number
	 * @param accountGrants apps and browsers that have access to an account; the oldest
	 * is signed out when there is one more
	 */
	public record Limits(@DefaultValue("120") @Min(0) int clientTokensPerMinute,
			@DefaultValue("240") @Min(0) int accountTokensPerMinute, @DefaultValue("100") @Min(1) int accountGrants) {
	}

	/**
	 * Account and API client that are made when they do not exist.
	 *
	 * @param email e-mail address, taken as verified; empty for no account
	 * @param password password of the account
	 * @param clientId id of the API client that the account owns; empty for no client
	 * @param clientSecret secret of the API client
	 */
	public record FirstAccount(@DefaultValue("") @Email String email, @DefaultValue("") String password,
			@DefaultValue("") String clientId, @DefaultValue("") String clientSecret) {

		@AssertTrue(message = "first-account needs a password when it has an email")
		boolean isPasswordGiven() {
			return this.email.isBlank() || !this.password.isBlank();
		}

		@AssertTrue(message = "first-account needs an email and a client-secret when it has a client-id")
		boolean isSecretGiven() {
			return this.clientId.isBlank() || (!this.email.isBlank() && !this.clientSecret.isBlank());
		}

	}

}
