package io.soundlift.notifier;

import java.net.URI;
import java.time.Duration;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the notifier.
 *
 * @param publicUrl public origin of the gateway, without a path, with which links in
 * mails start
 * @param mailFrom sender address of mails
 * @param database name of the database that holds the ledger of mails
 * @param lease time after which a mail that is being sent counts as not sent, because its
 * notifier must have crashed. If a duration suffix is not specified, milliseconds will be
 * used
 * @param mailInterval minimum time between two mails to one owner; the next mail covers
 * the conversions that end within it. With zero each conversion has a mail of its own. If
 * a duration suffix is not specified, milliseconds will be used
 * @param sweepInterval time between two queries for due mails. If a duration suffix is
 * not specified, milliseconds will be used
 * @param lostAfter time since the end of a conversion after which its message counts as
 * lost. If a duration suffix is not specified, milliseconds will be used
 * @param lookBack maximum age of ended conversions that are checked for a lost message.
 * If a duration suffix is not specified, milliseconds will be used
 * @param finishWithin time within which a mail that is being sent has to finish when the
 * notifier stops. If a duration suffix is not specified, milliseconds will be used
 * @param retry settings of retries
 * @param webhooks settings of the delivery of events to webhooks
 */
@Validated
@ConfigurationProperties("soundlift.notifier")
public record NotifierProperties(@NotNull URI publicUrl, @NotBlank @Email String mailFrom,
		@DefaultValue("soundlift_notifier") @Pattern(regexp = "[A-Za-z0-9_-]{1,63}") String database,
		@DefaultValue("5m") @DurationMin(seconds = 1) Duration lease,
		@DefaultValue("1m") @DurationMin(millis = 0) @DurationMax(minutes = 10) Duration mailInterval,
		@DefaultValue("15s") @DurationMin(millis = 10) Duration sweepInterval,
		@DefaultValue("1m") @DurationMin(millis = 0) Duration lostAfter,
		@DefaultValue("7d") @DurationMin(minutes = 1) @DurationMax(days = 30) Duration lookBack,
		@DefaultValue("20s") @DurationMin(millis = 0) @DurationMax(minutes = 10) Duration finishWithin,
		@DefaultValue @Valid Retry retry, @DefaultValue @Valid Webhooks webhooks) {

	@AssertTrue(
			message = "public-url must be an http or https origin such as https://soundlift.example, without a path")
	boolean isPublicUrlAnOrigin() {
		if (this.publicUrl == null) {
			return true;
		}
		String path = this.publicUrl.getRawPath();
		return this.publicUrl.getHost() != null
				&& ("http".equals(this.publicUrl.getScheme()) || "https".equals(this.publicUrl.getScheme()))
				&& (path == null || path.isEmpty() || "/".equals(path)) && this.publicUrl.getRawQuery() == null
				&& this.publicUrl.getRawFragment() == null && this.publicUrl.getRawUserInfo() == null;
	}

	/**
	 * Settings of retries.
	 *
	 * @param delay time before the second try, doubled before each further one. If a
	 * duration suffix is not specified, milliseconds will be used
	 * @param maxDelay maximum time between two tries. If a duration suffix is not
	 * specified, milliseconds will be used
	 * @param giveUpAfter age at which a mail is given up. If a duration suffix is not
	 * specified, milliseconds will be used
	 */
	public record Retry(@DefaultValue("30s") @DurationMin(millis = 1) Duration delay,
			@DefaultValue("1h") @DurationMin(millis = 1) Duration maxDelay,
			@DefaultValue("3d") @DurationMin(millis = 1) Duration giveUpAfter) {

		@AssertTrue(message = "max-delay must not be shorter than delay")
		boolean isMaxDelayLongEnough() {
			return this.maxDelay.compareTo(this.delay) >= 0;
		}

	}

	/**
	 * Settings of the delivery of events to webhooks.
	 *
	 * @param poll time between two queries for due deliveries. If a duration suffix is
	 * not specified, milliseconds will be used
	 * @param deadline maximum time of one attempt, from the connection to the end of the
	 * response. If a duration suffix is not specified, milliseconds will be used
	 * @param concurrency number of deliveries at the same time
	 * @param concurrencyOfAccount number of deliveries for one account at the same time
	 * @param retryDelay time before the second attempt, doubled before each further one,
	 * and before the next delivery to a failing receiver. If a duration suffix is not
	 * specified, milliseconds will be used
	 * @param maxRetryDelay maximum time between two tries. If a duration suffix is not
	 * specified, milliseconds will be used
	 * @param giveUpAfter age at which a delivery is given up. If a duration suffix is not
	 * specified, milliseconds will be used
	 * @param suspendAfter time without a success after which a webhook is disabled when a
	 * delivery to it is given up. If a duration suffix is not specified, milliseconds
	 * will be used
	 * @param keptDeliveries number of ended deliveries that are kept of each webhook
	 */
	public record Webhooks(@DefaultValue("1s") @DurationMin(millis = 10) @DurationMax(minutes = 5) Duration poll,
			@DefaultValue("15s") @DurationMin(millis = 100) @DurationMax(minutes = 1) Duration deadline,
			@DefaultValue("16") @Min(1) @Max(256) int concurrency,
			@DefaultValue("2") @Min(1) @Max(256) int concurrencyOfAccount,
			@DefaultValue("15s") @DurationMin(millis = 1) Duration retryDelay,
			@DefaultValue("1h") @DurationMin(millis = 1) Duration maxRetryDelay,
			@DefaultValue("1d") @DurationMin(millis = 1) @DurationMax(days = 7) Duration giveUpAfter,
			@DefaultValue("3d") @DurationMin(millis = 1) Duration suspendAfter,
			@DefaultValue("100") @Min(1) @Max(10_000) int keptDeliveries) {

		@AssertTrue(message = "max-retry-delay must not be shorter than retry-delay")
		boolean isMaxRetryDelayLongEnough() {
			return this.maxRetryDelay.compareTo(this.retryDelay) >= 0;
		}

	}

}
