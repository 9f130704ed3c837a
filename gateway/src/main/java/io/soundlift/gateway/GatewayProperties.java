package io.soundlift.gateway;

import java.net.URI;

import io.soundlift.journey.conversion.ConversionOptions;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
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
 */
@Validated
@ConfigurationProperties("soundlift.gateway")
public record GatewayProperties(@NotNull URI publicUrl, @NotNull URI authServerUri,
		@NotBlank @DefaultValue("soundlift-api") String audience, @NotNull @DefaultValue("10GB") DataSize maxVideoSize,
		@Min(1) @Max(1000) @DefaultValue("16") int maxConcurrentUploads, @DefaultValue("192000") int defaultBitrate) {

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

	private static boolean isOrigin(@Nullable URI uri) {
		// the absent value is another constraint's matter
		return uri == null || uri.isAbsolute() && uri.getScheme().matches("https?") && uri.getHost() != null
				&& uri.getRawPath().isEmpty() && uri.getRawQuery() == null;
	}

}
