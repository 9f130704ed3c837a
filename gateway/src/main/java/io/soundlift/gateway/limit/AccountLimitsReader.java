package io.soundlift.gateway.limit;

import java.time.Duration;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.limit.AccountLimits.Allowance;
import io.soundlift.journey.usage.AccountUsage;
import io.soundlift.journey.usage.AccountUsages;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Reader of what is left of an account's limits.
 */
@Component
public final class AccountLimitsReader {

	private static final Logger logger = LoggerFactory.getLogger(AccountLimitsReader.class);

	private static final Duration DAY = Duration.ofDays(1);

	private final GatewayProperties.Account limits;

	private final AccountUsages usages;

	private final UploadLimits uploads;

	private final StorageLimit storage;

	private final UnfinishedUploads unfinished;

	private final RequestCounts requests;

	AccountLimitsReader(GatewayProperties properties, AccountUsages usages, UploadLimits uploads, StorageLimit storage,
			UnfinishedUploads unfinished, RequestCounts requests) {
		this.limits = properties.account();
		this.usages = usages;
		this.uploads = uploads;
		this.storage = storage;
		this.unfinished = unfinished;
		this.requests = requests;
	}

	/**
	 * Reads all limits of an account.
	 * @param owner id of the account
	 * @return its limits as of now
	 */
	public AccountLimits of(String owner) {
		AccountUsage usage = this.usages.of(owner);
		return new AccountLimits(requestsPerMinute(owner), bytesPerDay(usage),
				Allowance.of(this.limits.maxStoredBytes().toBytes(), this.storage.used(owner), null),
				Allowance.of(this.limits.maxRunningConversions(), this.uploads.running(usage).size(), null),
				Allowance.of(this.limits.maxConcurrentUploads(), usage.reservations().size(), null),
				Allowance.of(this.limits.maxUnfinishedUploads(), this.unfinished.countUnfinished(owner), null));
	}

	/**
	 * Adds to an answer how many bytes an account may still upload on this day. It is
	 * omitted if the database fails, since a request that has succeeded must not appear
	 * to have failed.
	 * @param owner id of the account
	 * @param response the response
	 */
	public void addBytesPerDay(String owner, HttpServletResponse response) {
		try {
			addBytesPerDay(this.usages.of(owner), response);
		}
		catch (DataAccessException ex) {
			logger.debug("What is left of the day can't be read", ex);
		}
	}

	private void addBytesPerDay(AccountUsage usage, HttpServletResponse response) {
		Allowance bytes = bytesPerDay(usage);
		if (bytes != null) {
			new RateLimit("bytes-per-day", bytes.limit(), "content-bytes", DAY, bytes.left(),
					this.uploads.untilTomorrow())
				.addTo(response);
		}
	}

	private @Nullable Allowance requestsPerMinute(String owner) {
		int limit = this.limits.maxRequestsPerMinute();
		return (limit > 0) ? Allowance.of(limit, Math.min(limit, this.requests.current(owner)),
				this.requests.untilReset().toSeconds()) : null;
	}

	private @Nullable Allowance bytesPerDay(AccountUsage usage) {
		return Allowance.of(this.limits.maxBytesPerDay().toBytes(), usage.bytes(),
				this.uploads.untilTomorrow().toSeconds());
	}

}
