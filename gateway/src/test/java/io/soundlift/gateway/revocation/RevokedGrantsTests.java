package io.soundlift.gateway.revocation;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a gateway remembers of revoked grants.
 */
class RevokedGrantsTests {

	private static final long NOW = 1_800_000_000L;

	private static final long LATER = NOW + 900;

	/** The penetration test had 127,000, with {@code -Dsoundlift.test.revocations}. */
	private static final int MANY = Integer.getInteger("soundlift.test.revocations", 127_000);

	@Test
	void refusesThousandsOfGrantsAndNoOthers() {
		RevokedGrants grants = new RevokedGrants();
		for (int i = 0; i < MANY; i++) {
			grants.add("grant-" + i, LATER, NOW);
			grants.add("grant-" + i, LATER, NOW);
		}
		assertThat(grants.size()).isEqualTo(MANY);
		for (int i = 0; i < MANY; i++) {
			assertThat(grants.refuses("grant-" + i, LATER)).isTrue();
			assertThat(grants.refuses("innocent-" + i, LATER)).isFalse();
		}
	}

	@Test
	void forgetsGrantsWhenTheirTokensHaveExpired() {
		RevokedGrants grants = new RevokedGrants();
		for (int i = 0; i < 5000; i++) {
			grants.add("short-" + i, NOW + 60, NOW);
			grants.add("long-" + i, LATER, NOW);
		}
		grants.removeExpired(NOW + 61);
		assertThat(grants.size()).isEqualTo(5000);
		assertThat(grants.refuses("short-7", NOW + 60)).isFalse();
		assertThat(grants.refuses("long-7", LATER)).isTrue();
		grants.removeExpired(LATER + 1);
		assertThat(grants.size()).isZero();
		grants.add("late", NOW, LATER);
		assertThat(grants.size()).isZero();
	}

	@Test
	void keepsTheLatestTimeOfAGrantThatIsAddedAgain() {
		RevokedGrants grants = new RevokedGrants();
		grants.add("grant", LATER, NOW);
		grants.add("grant", NOW + 1, NOW);
		grants.removeExpired(NOW + 2);
		assertThat(grants.refuses("grant", LATER)).isTrue();
	}

	@Test
	void refusesAllTokensOfBeforeWhenThereAreTooManyGrants() {
		RevokedGrants grants = new RevokedGrants(2000);
		for (int i = 0; i < 3000; i++) {
			grants.add("grant-" + i, LATER, NOW);
		}
		assertThat(grants.size()).isLessThanOrEqualTo(2000);
		for (int i = 0; i < 3000; i++) {
			assertThat(grants.refuses("grant-" + i, LATER)).isTrue();
		}
		assertThat(grants.refuses("innocent", LATER)).isTrue();
		assertThat(grants.refuses("innocent", LATER + 1)).as("issued since").isFalse();
	}

}
