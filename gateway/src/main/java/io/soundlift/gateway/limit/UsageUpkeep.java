package io.soundlift.gateway.limit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.journey.usage.AccountUsages;
import io.soundlift.journey.usage.IdempotencyKeys;
import io.soundlift.journey.usage.StorageQuota;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Schedule for the removal of usage that is no longer relevant.
 */
@Component
final class UsageUpkeep {

	private final AccountUsages usages;

	private final StorageQuota storage;

	private final IdempotencyKeys keys;

	private final Duration longestLease;

	UsageUpkeep(AccountUsages usages, StorageQuota storage, IdempotencyKeys keys, GatewayProperties properties) {
		this.keys = keys;
		this.longestLease = properties.upload().storageLease();
		this.usages = usages;
		this.storage = storage;
	}

	@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.HOURS)
	void forgetTheUnused() {
		this.usages.forgetTheUnused();
		this.storage.removeUnused(this.longestLease);
		this.keys.forgetTheUnused();
	}

}
