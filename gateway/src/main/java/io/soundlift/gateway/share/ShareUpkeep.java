package io.soundlift.gateway.share;

import java.util.concurrent.TimeUnit;

import io.soundlift.journey.conversion.Shares;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Schedule for the removal of links whose time is over, which nobody can use any more.
 */
@Component
final class ShareUpkeep {

	private final Shares shares;

	ShareUpkeep(Shares shares) {
		this.shares = shares;
	}

	@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.HOURS)
	void removeExpired() {
		this.shares.removeExpired();
	}

}
