package io.soundlift.gateway.event;

import java.time.Clock;
import java.util.concurrent.TimeUnit;

import io.soundlift.journey.conversion.DeletedConversions;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Removes notes of deletions that nobody asks for any more.
 */
@Component
final class EventUpkeep {

	private final DeletedConversions deleted;

	private final Clock clock;

	EventUpkeep(DeletedConversions deleted, Clock clock) {
		this.deleted = deleted;
		this.clock = clock;
	}

	@Scheduled(fixedDelay = 10, timeUnit = TimeUnit.MINUTES)
	void removeOldNotes() {
		this.deleted.removeBefore(this.clock.instant().minus(ChangeReader.MEMORY).minus(ChangeReader.OVERLAP));
	}

}
