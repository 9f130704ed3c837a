package io.soundlift.gateway;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import io.soundlift.gateway.proxy.AddressRange;
import io.soundlift.journey.conversion.ConversionOptions;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the gateway.
 *
 * @param publicUrl URL that users reach the gateway under, without a path
 * @param authServerUri URL that the gateway reaches the authorization server under,
 * without a path
 * @param audience value that access tokens must have in their {@code aud} claim
 * @param maxVideoSize greatest size of one video
 * @param maxConcurrentUploads number of uploads that are taken in at the same time
 * @param defaultBitrate bit rate in bit/s of MP3s whose owner asks for none
 * @param webClientSecret secret with which the gateway identifies itself as the client
 * {@code soundlift-web}
 * @param trustedProxies ranges of addresses of the proxies whose {@code X-Forwarded-For}
 * is believed
 * @param revocationPoll time between two looks at what the authorization server has
 * revoked
 * @param encryptionKey key of 32 bytes, base64, that encrypts sessions and their tokens
 * @param previousEncryptionKeys keys that were in use before and still decrypt, each of
 * 32 bytes in base64
 * @param sessionIdleTimeout time after which a session ends that is not used
 * @param sessionAbsoluteTimeout time after which a session ends although it is used
 */
@Validated
@ConfigurationProperties("soundlift.gateway")
public record GatewayProperties(@NotNull URI publicUrl, @NotNull URI authServerUri,
		@NotBlank @DefaultValue("soundlift-api") String audience, @NotNull @DefaultValue("10GB") DataSize maxVideoSize,
		@Min(1) @Max(1000) @DefaultValue("16") int maxConcurrentUploads, @DefaultValue("192000") int defaultBitrate,
		@NotBlank String webClientSecret, @DefaultValue List<AddressRange> trustedProxies,
		@DefaultValue("2s") @DurationMin(millis = 100) @DurationMax(minutes = 1) Duration revocationPoll,
		@NotBlank @Pattern(regexp = KEY, message = "must be 32 bytes in base64") String encryptionKey,
		@DefaultValue List<@Pattern(regexp = KEY + "?",
				message = "must be 32 bytes in base64") String> previousEncryptionKeys,
		@DefaultValue("7d") @DurationMin(minutes = 1) Duration sessionIdleTimeout,
		@DefaultValue("30d") @DurationMin(minutes = 1) Duration sessionAbsoluteTimeout) {

	private static final String KEY = "([A-Za-z0-9+/]{43}=)";

	/** Id under which the authorization server knows the gateway. */
	public static final String WEB_CLIENT_ID = "soundlift-web";

	@AssertTrue(message = "public-url must be an http or https URL without a path")
	boolean isPublicUrlValid() {
		return isOrigin(this.publicUrl);
	}

	@AssertTrue(message = "auth-server-uri must be an http or https URL without a path")
	boolean isAuthServerUriValid() {
		return isOrigin(this.authServerUri);
	}

	@AssertTrue(message = "default-bitrate must be a bit rate of MPEG-1 layer III in bit/s")
	boolean isDefaultBitrateValid() {
		return ConversionOptions.BITRATES.contains(this.defaultBitrate);
	}

	@AssertTrue(message = "session-absolute-timeout must not be shorter than session-idle-timeout")
	boolean isSessionAbsoluteTimeoutValid() {
		return this.sessionIdleTimeout.compareTo(this.sessionAbsoluteTimeout) <= 0;
	}

	@AssertTrue(message = "max-video-size must be positive")
	boolean isMaxVideoSizeValid() {
		return this.maxVideoSize.toBytes() > 0;
	}

	/**
	 * Issuer of the access tokens that are accepted.
	 * @return the issuer's identifier
	 */
	public String issuer() {
		return this.publicUrl + "/auth";
	}

	/**
	 * Tells whether users reach the gateway by TLS.
	 * @return whether the public URL is one of {@code https}
	 */
	public boolean isHttps() {
		return "https".equals(this.publicUrl.getScheme());
	}

	/**
	 * Name of the cookie of browser sessions. With TLS it has the prefix that keeps
	 * neighbouring hosts from setting it (RFC 6265bis, 4.1.3.2).
	 * @return the name
	 */
	public String sessionCookie() {
		return isHttps() ? "__Host-soundlift" : "soundlift";
	}

	/**
	 * Leaves the secrets out.
	 */
	@Override
	public String toString() {
		return "GatewayProperties[publicUrl=%s, authServerUri=%s]".formatted(this.publicUrl, this.authServerUri);
	}

	private static boolean isOrigin(@Nullable URI uri) {
		// the absent value is another constraint's matter
		return uri == null || uri.isAbsolute() && uri.getScheme().matches("https?") && uri.getHost() != null
				&& uri.getRawPath().isEmpty() && uri.getRawQuery() == null;
	}

}
