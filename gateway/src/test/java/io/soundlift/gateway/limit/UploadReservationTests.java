package io.soundlift.gateway.limit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;

import io.soundlift.gateway.TestGateway;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.journey.usage.AccountUsage;
import io.soundlift.journey.usage.AccountUsages;
import io.soundlift.journey.usage.Reservation;
import io.soundlift.journey.usage.StorageQuota;
import io.soundlift.testsupport.MovableClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link UploadReservation}, which holds bytes of the day and room in the store
 * in two documents.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("database")
class UploadReservationTests {

	private static final int QUOTA = TestGateway.MAX_VIDEO_BYTES;

	private final MovableClock clock = new MovableClock(Instant.now());

	private final TestGateway gateway = new TestGateway(this.clock,
			"--soundlift.gateway.account.max-stored-bytes=" + QUOTA + "B");

	@AfterAll
	void close() {
		this.gateway.close();
	}

	@Test
	void keepsBothReservationsWhileBodyIsRead() throws IOException {
		try (UploadReservation reservation = reserve("anna", "a", 100)) {
			InputStream body = reservation.over(new ByteArrayInputStream(new byte[100]));
			for (int i = 0; i < 10; i++) {
				this.clock.advance(Reservation.LEASE.dividedBy(5).plusMillis(1));
				assertThat(body.read()).isZero();
			}
			assertThat(usage("anna").bytes()).isEqualTo(100);
			assertThat(stored("anna")).isEqualTo(100);
		}
		assertNothingReserved("anna");
	}

	@Test
	void refusesSecondUploadOfTheSameConversionAtTheSameTime() {
		try (UploadReservation first = reserve("frida", "a", 100)) {
			assertThatExceptionOfType(Problem.class).isThrownBy(() -> reserve("frida", "a", 100))
				.withMessageContaining("first request with this Idempotency-Key");
			first.keep();
			assertThat(usage("frida").bytes()).isEqualTo(100);
		}
		assertNothingReserved("frida");
	}

	@Test
	void losesBothReservationsWithTheLease() {
		reserve("bert", "dead", 100);
		this.clock.advance(Reservation.LEASE.minusMillis(1));
		assertThat(usage("bert").bytes()).isEqualTo(100);
		assertThat(stored("bert")).isEqualTo(100);
		this.clock.advance(Duration.ofMillis(1));
		assertNothingReserved("bert");
	}

	@Test
	void holdsNothingWhenStorageHasNoRoom() {
		UploadReservation other = reserve("cleo", "a", QUOTA);
		assertThatExceptionOfType(Problem.class).isThrownBy(() -> reserve("cleo", "b", 1))
			.withMessageContaining("Delete conversions");
		assertThat(usage("cleo").reservations()).extracting(Reservation::conversionId).containsExactly("a");
		other.close();
		assertNothingReserved("cleo");
	}

	@Test
	void countsNothingForTheDayWhenRoomWasLost() {
		UploadReservation late = reserve("dora", "a", 100);
		this.clock.advance(Reservation.LEASE);
		UploadReservation other = reserve("dora", "b", QUOTA);
		assertThatExceptionOfType(Problem.class).isThrownBy(() -> late.settle(100))
			.withMessageContaining("Delete conversions");
		late.close();
		other.close();
		assertNothingReserved("dora");
	}

	@Test
	void holdsRoomForVideoAfterItsBytesCountForTheDay() {
		try (UploadReservation reservation = reserve("emil", "a", 100)) {
			reservation.settle(70);
			assertThat(usage("emil").uploadedBytes()).isEqualTo(70);
			assertThat(usage("emil").bytes()).isEqualTo(70);
			assertThat(usage("emil").reservations()).as("uploads").hasSize(1);
			assertThat(stored("emil")).isEqualTo(70);
		}
		assertThat(stored("emil")).as("without a conversion").isZero();
	}

	private UploadReservation reserve(String owner, String conversionId, long bytes) {
		return this.gateway.bean(UploadLimits.class).reserve(owner, conversionId, bytes, bytes);
	}

	private void assertNothingReserved(String owner) {
		assertThat(usage(owner).bytes()).isZero();
		assertThat(usage(owner).reservations()).isEmpty();
		assertThat(stored(owner)).isZero();
	}

	private AccountUsage usage(String owner) {
		return this.gateway.bean(AccountUsages.class).of(owner);
	}

	private long stored(String owner) {
		return this.gateway.bean(StorageQuota.class).used(owner);
	}

}
