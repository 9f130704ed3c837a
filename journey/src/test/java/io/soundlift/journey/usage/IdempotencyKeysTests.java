package io.soundlift.journey.usage;

import java.time.Duration;

import io.soundlift.journey.TestJourney;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link IdempotencyKeys}.
 */
@Tag("database")
class IdempotencyKeysTests {

	private final TestJourney journey = new TestJourney();

	private final MongoTemplate mongo = new MongoTemplate(this.journey.databases());

	private final IdempotencyKeys keys = new IdempotencyKeys(this.mongo, this.journey.clock());

	@AfterEach
	void close() {
		this.journey.close();
	}

	@Test
	void standsForOneConversionOfItsAccount() {
		assertThat(use("anna", "a", "1").conversionId()).isEqualTo("1");
		assertThat(use("anna", "a", "2").conversionId()).isEqualTo("1");
		assertThat(use("anna", "b", "2").conversionId()).isEqualTo("2");
		assertThat(use("ben", "a", "3").conversionId()).isEqualTo("3");
	}

	@Test
	void knowsTheRequestOfItsFirstUse() {
		IdempotencyKey first = use("anna", "a", "1");
		assertThat(IdempotencyKeys.isSame(first, "a request")).isTrue();
		assertThat(IdempotencyKeys.isSame(first, "another one")).isFalse();
	}

	@Test
	void knowsWhetherItsConversionWasMade() {
		use("anna", "a", "1");
		use("anna", "b", "2");
		this.keys.markMade("anna", "a");
		assertThat(use("anna", "a", "3").made()).isTrue();
		assertThat(use("anna", "b", "3").made()).isFalse();
	}

	@Test
	void isKeptForADay() {
		use("anna", "a", "1");
		this.journey.clock().advance(AccountKeys.PERIOD.minusSeconds(1));
		assertThat(use("anna", "a", "2").conversionId()).isEqualTo("1");
		this.journey.clock().advance(Duration.ofSeconds(2));
		assertThat(use("anna", "a", "3").conversionId()).isEqualTo("3");
	}

	@Test
	void isOneOfTheLastOfItsAccount() {
		for (int i = 0; i <= AccountKeys.MAX_KEYS; i++) {
			use("anna", "key " + i, "id " + i);
		}
		assertThat(use("anna", "key 1", "new").conversionId()).isEqualTo("id 1");
		assertThat(use("anna", "key 0", "new").conversionId()).isEqualTo("new");
	}

	@Test
	void leavesNothingOfAccountThatUsesNoneAnyMore() {
		use("anna", "a", "1");
		this.journey.clock().advance(AccountKeys.PERIOD.multipliedBy(2).plusSeconds(1));
		this.keys.forgetTheUnused();
		assertThat(this.mongo.getCollection("idempotency_keys").countDocuments(new Document())).isZero();
	}

	private IdempotencyKey use(String owner, String key, String id) {
		return this.keys.use(owner, key, "a request", id);
	}

}
