package io.soundlift.gateway.upload;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.journey.file.FileRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link ReceivedRanges}.
 */
class ReceivedRangesTests {

	private final ReceivedRanges received = new ReceivedRanges();

	@Test
	void takesFirstRangesInAnyOrder() {
		assertThatNoException().isThrownBy(() -> {
			for (int i = ReceivedRanges.MAX_UNORDERED; i > 0; i--) {
				add(10L * i, 10);
			}
		});
	}

	@Test
	void takesFurtherRangesInAscendingOrderOnly() {
		fillUnordered();
		add(1_000_000, 10);
		add(1_000_010, 10);
		refuses(999_990, 10);
	}

	@Test
	void refusesFurtherRangesThatOverlap() {
		fillUnordered();
		add(1_000_000, 10);
		refuses(1_000_009, 1);
	}

	@Test
	void refusesFurtherRangesThatOverlapOneOfTheFirst() {
		add(5_000_000, 1);
		for (int i = 1; i < ReceivedRanges.MAX_UNORDERED; i++) {
			add(10L * i, 1);
		}
		add(4_999_990, 10);
		refuses(5_000_000, 100);
	}

	@Test
	void refusesRangeAroundOthers() {
		add(10, 1);
		add(20, 1);
		refuses(5, 100);
	}

	@Test
	void boundsTheNumberOfRanges() {
		for (int i = 0; i < ReceivedRanges.MAX_RANGES; i++) {
			add(2L * i, 1);
		}
		refuses(2L * ReceivedRanges.MAX_RANGES, 1);
	}

	private void fillUnordered() {
		for (int i = 0; i < ReceivedRanges.MAX_UNORDERED; i++) {
			add(10L * i, 1);
		}
	}

	private void add(long offset, long length) {
		this.received.add(new FileRange(offset, length));
	}

	private void refuses(long offset, long length) {
		assertThatExceptionOfType(Problem.class).isThrownBy(() -> add(offset, length));
	}

}
