package io.soundlift.gateway;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import io.soundlift.connection.TransferRate;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Cover;
import io.soundlift.journey.outbound.AddressRange;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the gateway.
 *
 * @param publicUrl URL that users reach the gateway under, without a path
 * @param authServerUri URL that the gateway reaches the authorization server under,
 * without a path
 * @param maxVideoSize maximum size of one video
 * @param maxConcurrentUploads number of uploads that are taken in at the same time
 * @param maxConcurrentDownloads number of downloads that are served at the same time
 * @param maxEventStreams number of event streams that are open at the same time
 * @param eventHeartbeat time after which a heartbeat is sent on an idle event stream
 * @param maxConcurrentAuthRequests number of requests that are passed on to the
 * authorization server at the same time
 * @param upload requirements on uploads
 * @param imports imports of videos from URLs
 * @param account limits of one account
 * @param store limits on the size of the database
 * @param defaults options of conversions for which the owner sets none
 * @param webClientSecret secret with which the gateway identifies itself as the client
 * {@code soundlift-web}
 * @param forwardingSecret secret of 16 to 256 characters that authenticates the client's
 * address to the authorization server
 * @param trustedProxies address ranges of the proxies whose {@code X-Forwarded-For} is
 * trusted
 * @param revocationPoll time between two polls of the authorization server's revocations
 * @param encryptionKey key of 32 bytes, base64, that encrypts sessions and their tokens
 * @param previousEncryptionKeys keys that were in use before and still decrypt, each of
 * 32 bytes in base64
 * @param sessionIdleTimeout time without use after which a session ends
 * @param sessionAbsoluteTimeout time after which a session ends even if it is used
 * @param grafanaUrl URL of a Grafana with the dashboard {@code soundlift-journey}, for
 * links to it
 */
@Validated
@ConfigurationProperties("soundlift.gateway")
public record GatewayProperties(@NotNull URI publicUrl, @NotNull URI authServerUri,
		@NotNull @DefaultValue("10GB") DataSize maxVideoSize,
		@Min(1) @Max(1000) @DefaultValue("16") int maxConcurrentUploads,
		@Min(1) @Max(1000) @DefaultValue("16") int maxConcurrentDownloads,
		@Min(1) @Max(1000) @DefaultValue("100") int maxEventStreams,
		@DefaultValue("5s") @DurationMin(millis = 100) @DurationMax(seconds = 10) Duration eventHeartbeat,
		@Min(1) @Max(1000) @DefaultValue("48") int maxConcurrentAuthRequests,
		@DefaultValue @Valid @NotNull Upload upload, @Name("import") @DefaultValue @Valid @NotNull Import imports,
		@DefaultValue @Valid @NotNull Account account, @DefaultValue @Valid @NotNull Store store,
		@DefaultValue @Valid @NotNull Defaults defaults, @NotBlank String webClientSecret,
		@NotBlank @Size(min = 16, max = 256) String forwardingSecret, @DefaultValue List<AddressRange> trustedProxies,
		@DefaultValue("2s") @DurationMin(millis = 100) @DurationMax(minutes = 1) Duration revocationPoll,
		@NotBlank @Pattern(regexp = KEY, message = "must be 32 bytes in base64") String encryptionKey,
		@DefaultValue List<@Pattern(regexp = KEY + "?",
				message = "must be 32 bytes in base64") String> previousEncryptionKeys,
		@DefaultValue("7d") @DurationMin(minutes = 1) Duration sessionIdleTimeout,
		@DefaultValue("30d") @DurationMin(minutes = 1) Duration sessionAbsoluteTimeout, @Nullable URI grafanaUrl) {

	private static final String KEY = "([A-Za-z0-9+/]{43}=)";

	/** Client id of the gateway at the authorization server. */
	public static final String WEB_CLIENT_ID = "soundlift-web";

	@AssertTrue(message = "public-url must be an http or https URL without a path")
	boolean isPublicUrlValid() {
		return isOrigin(this.publicUrl);
	}

	@AssertTrue(message = "auth-server-uri must be an http or https URL without a path")
	boolean isAuthServerUriValid() {
		return isOrigin(this.authServerUri);
	}

	@AssertTrue(message = "grafana-url must be an http or https URL without a query")
	boolean isGrafanaUrlValid() {
		return isBase(this.grafanaUrl);
	}

	@AssertTrue(message = "session-absolute-timeout must not be shorter than session-idle-timeout")
	boolean isSessionAbsoluteTimeoutValid() {
		return this.sessionIdleTimeout.compareTo(this.sessionAbsoluteTimeout) <= 0;
	}

	@AssertTrue(message = "max-video-size must be positive")
	boolean isMaxVideoSizeValid() {
		return this.maxVideoSize.toBytes() > 0;
	}

	@AssertTrue(message = "account.max-bytes-per-day must be 0, or at least max-video-size")
	boolean isMaxBytesPerDayValid() {
		long bytes = this.account.maxBytesPerDay().toBytes();
		return bytes == 0 || bytes >= this.maxVideoSize.toBytes();
	}

	@AssertTrue(message = "account.max-stored-bytes must be 0, or at least max-video-size")
	boolean isMaxStoredBytesValid() {
		long bytes = this.account.maxStoredBytes().toBytes();
		return bytes == 0 || bytes >= this.maxVideoSize.toBytes();
	}

	/**
	 * Issuer of the access tokens that are accepted.
	 * @return the issuer's identifier
	 */
	public String issuer() {
		return this.publicUrl + "/auth";
	}

	/**
	 * Returns whether users reach the gateway over TLS.
	 * @return whether the public URL is one of {@code https}
	 */
	public boolean isHttps() {
		return "https".equals(this.publicUrl.getScheme());
	}

	/**
	 * Name of the cookie of browser sessions. With TLS it has the prefix that prevents
	 * sibling hosts from setting it (RFC 6265bis, 4.1.3.2).
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
		// another constraint checks for absence
		return uri == null || isBase(uri) && uri.getRawPath().isEmpty();
	}

	private static boolean isBase(@Nullable URI uri) {
		return uri == null || uri.isAbsolute() && uri.getScheme().matches("https?") && uri.getHost() != null
				&& uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
	}

	/**
	 * Requirements on uploads.
	 *
	 * @param minRate minimum number of bytes of an upload per second, on average over the
	 * window; only time in which the gateway waits for the client counts
	 * @param minRateWindow time over which the rate is measured, which is also the grace
	 * period at the start
	 * @param resumableFor time for which an unfinished upload is kept after its last
	 * bytes
	 */
	public record Upload(@DefaultValue("8KB") @NotNull DataSize minRate,
			@DefaultValue("10s") @DurationMin(seconds = 1) @DurationMax(minutes = 10) Duration minRateWindow,
			@DefaultValue("1d") @DurationMin(minutes = 10) @DurationMax(days = 30) Duration resumableFor) {

		/** Much longer than the removal of an expired upload takes. */
		private static final Duration REMOVAL_TIME = Duration.ofMinutes(30);

		@AssertTrue(message = "upload.min-rate must be positive")
		boolean isMinRateValid() {
			return this.minRate.toBytes() > 0;
		}

		/**
		 * Returns the minimum rate.
		 * @return the rate
		 */
		public TransferRate rate() {
			return new TransferRate(this.minRate, this.minRateWindow);
		}

		/**
		 * Returns how long the room for an unfinished upload is reserved after its last
		 * bytes.
		 * @return somewhat longer than the upload is kept
		 */
		public Duration storageLease() {
			return this.resumableFor.plus(REMOVAL_TIME);
		}

	}

	/**
	 * Imports of videos from URLs, to which the minimum rate of uploads applies as well.
	 *
	 * @param enabled whether imports are enabled
	 * @param allowHttp whether URLs may be http
	 * @param allowedAddresses blocks of addresses that servers may have although they are
	 * not public, such as 10.1.0.0/16
	 * @param maxConcurrent number of imports at the same time
	 * @param maxConcurrentOfAccount number of imports of one account at the same time
	 * @param maxDuration maximum time that one import takes
	 */
	public record Import(@DefaultValue("false") boolean enabled, @DefaultValue("false") boolean allowHttp,
			@DefaultValue List<AddressRange> allowedAddresses, @Min(1) @Max(100) @DefaultValue("4") int maxConcurrent,
			@Min(1) @Max(100) @DefaultValue("2") int maxConcurrentOfAccount,
			@DefaultValue("1h") @DurationMin(seconds = 1) @DurationMax(days = 1) Duration maxDuration) {
	}

	/**
	 * Limits of one account, across all gateways.
	 *
	 * @param maxRunningConversions number of conversions that have not ended, uploads
	 * among them; 0 for no limit
	 * @param maxConcurrentUploads number of uploads at the same time; 0 for no limit
	 * @param maxBytesPerDay bytes on one day in UTC of videos that become complete and of
	 * imports that break off; 0 for no limit
	 * @param maxStoredBytes bytes of videos and MP3s that are kept at the same time; 0
	 * for no limit
	 * @param maxRequestsPerMinute number of calls of the API in a minute; 0 for no limit
	 * @param maxConcurrentDownloads number of downloads at the same time at each gateway;
	 * 0 for no limit
	 * @param maxEventStreams number of event streams at the same time at each gateway; 0
	 * for no limit
	 * @param maxUnfinishedUploads number of unfinished resumable uploads, whether or not
	 * they are receiving bytes
	 * @param maxShares number of links to MP3s that are in force; 0 for none at all
	 * @param maxWebhooks number of webhooks
	 */
	public record Account(@DefaultValue("100") @Min(0) @Max(10_000) int maxRunningConversions,
			@DefaultValue("8") @Min(0) @Max(1000) int maxConcurrentUploads,
			@DefaultValue("100GB") @NotNull DataSize maxBytesPerDay,
			@DefaultValue("100GB") @NotNull DataSize maxStoredBytes,
			@DefaultValue("3000") @Min(0) @Max(1_000_000) int maxRequestsPerMinute,
			@DefaultValue("8") @Min(0) @Max(1000) int maxConcurrentDownloads,
			@DefaultValue("8") @Min(0) @Max(1000) int maxEventStreams,
			@DefaultValue("100") @Min(1) @Max(1000) int maxUnfinishedUploads,
			@DefaultValue("100") @Min(0) @Max(10_000) int maxShares,
			@DefaultValue("10") @Min(1) @Max(100) int maxWebhooks) {
	}

	/**
	 * Limits on the size of the database beyond which uploads are refused.
	 *
	 * @param minFree room that stays free on the database's disk
	 * @param maxSize maximum size of what the database holds; 0 for no limit
	 */
	public record Store(@DefaultValue("512MB") @NotNull DataSize minFree,
			@DefaultValue("0B") @NotNull DataSize maxSize) {

		@AssertTrue(message = "store.min-free must not be negative")
		boolean isMinFreeValid() {
			return !this.minFree.isNegative();
		}

		@AssertTrue(message = "store.max-size must not be negative")
		boolean isMaxSizeValid() {
			return !this.maxSize.isNegative();
		}

	}

	/**
	 * Options that apply to conversions if the owner sets none.
	 *
	 * @param bitrate constant bit rate in bit/s; 192000 when neither it nor a quality is
	 * set
	 * @param quality quality of a variable bit rate, 0 (best) to 9, instead of a bit rate
	 * @param channels number of channels, 1 or 2; that of the audio, at most 2, when not
	 * set
	 * @param sampleRate samples per second; that of the audio, or the nearest of MPEG-1,
	 * when not set
	 * @param normalize whether the loudness is normalized
	 * @param tags whether tags of the video are carried over
	 * @param cover picture of the MP3
	 * @param chapters whether chapters of the video are carried over
	 */
	public record Defaults(@Nullable Integer bitrate, @Nullable @Min(0) @Max(9) Integer quality,
			@Nullable @Min(1) @Max(2) Integer channels, @Nullable Integer sampleRate,
			@DefaultValue("false") boolean normalize, @DefaultValue("true") boolean tags,
			@DefaultValue("auto") @NotNull DefaultCover cover, @DefaultValue("true") boolean chapters) {

		private static final int USUAL_BITRATE = 192_000;

		@AssertTrue(
				message = "defaults.bitrate must be a bit rate of MP3 in bit/s, and not be set beside defaults.quality")
		boolean isBitrateValid() {
			return this.bitrate == null
					|| (this.quality == null && ConversionOptions.bitratesAt(this.sampleRate).contains(this.bitrate));
		}

		@AssertTrue(message = "defaults.sample-rate must be a sample rate of MP3 in Hz")
		boolean isSampleRateValid() {
			return this.sampleRate == null || ConversionOptions.SAMPLE_RATES.contains(this.sampleRate);
		}

		/**
		 * Returns the bit rate unless there is a quality.
		 * @return bit/s
		 */
		public int bitrateOrUsual() {
			return (this.bitrate != null) ? this.bitrate : USUAL_BITRATE;
		}

		/**
		 * Returns the sample rate if it is valid with the bit rate that the owner
		 * requests.
		 * @param bitrate bit/s; {@code null} for a variable bit rate
		 * @return samples per second; {@code null} for that of the audio
		 */
		public @Nullable Integer sampleRateFor(@Nullable Integer bitrate) {
			return (bitrate == null || ConversionOptions.bitratesAt(this.sampleRate).contains(bitrate))
					? this.sampleRate : null;
		}

	}

	/**
	 * Cover of MP3s if the owner sets none.
	 */
	public enum DefaultCover {

		/** The attached picture of the video, if there is one. */
		AUTO(Cover.AUTO),

		/** None. */
		NONE(Cover.NONE);

		private final Cover cover;

		DefaultCover(Cover cover) {
			this.cover = cover;
		}

		/**
		 * Returns the picture.
		 * @return the cover
		 */
		public Cover cover() {
			return this.cover;
		}

	}

}
