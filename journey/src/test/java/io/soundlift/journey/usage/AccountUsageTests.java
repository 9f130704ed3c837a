package io.soundlift.journey.usage;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AccountUsage}.
 */
class AccountUsageTests {

	private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

	private static final Instant MIDNIGHT = Instant.parse("2026-02-01T00:00:00Z");

	@Test
	void countsWhatRunningUploadsHaveReserved() {
		AccountUsage usage = AccountUsage.none("anna", NOON)
			.plusUploaded(100)
			.with(new Reservation("a", 10, MIDNIGHT))
			.with(new Reservation("b", 5, MIDNIGHT));
		assertThat(usage.bytes()).isEqualTo(115);
		assertThat(usage.with(new Reservation("b", 7, MIDNIGHT)).bytes()).isEqualTo(117);
		assertThat(usage.without("a").bytes()).isEqualTo(105);
	}

	@Test
	void beginsEachDayInUtcWithoutBytes() {
		AccountUsage usage = AccountUsage.none("anna", NOON).plusUploaded(100);
		assertThat(usage.at(MIDNIGHT.minusMillis(1)).bytes()).isEqualTo(100);
		assertThat(usage.at(MIDNIGHT).bytes()).isZero();
		assertThat(usage.at(MIDNIGHT).day()).isEqualTo("2026-02-01");
	}

	@Test
	void carriesTheBytesOfRunningUploadsOverMidnight() {
		AccountUsage usage = AccountUsage.none("anna", NOON)
			.plusUploaded(100)
			.with(new Reservation("a", 10, MIDNIGHT.plusSeconds(1)));
		assertThat(usage.at(MIDNIGHT).bytes()).isEqualTo(10);
	}

	@Test
	void forgetsReservationsThatNobodyRenews() {
		AccountUsage usage = AccountUsage.none("anna", NOON)
			.with(new Reservation("a", 10, NOON.plus(Reservation.LEASE)));
		Instant almost = NOON.plus(Reservation.LEASE).minus(Duration.ofMillis(1));
		assertThat(usage.at(almost).reservations()).hasSize(1);
		assertThat(usage.at(almost.plusMillis(1)).reservations()).isEmpty();
	}

}
