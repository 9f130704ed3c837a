package io.soundlift.gateway.share;

import java.time.Duration;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.soundlift.journey.conversion.Share;
import io.soundlift.journey.conversion.Shares;
import io.soundlift.support.Secrets;
import io.soundlift.testsupport.MovableClock;
import io.soundlift.testsupport.TestMongo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;

import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the queries of links read in a store that holds many others.
 */
@DisabledIf(value = "io.soundlift.testsupport.TestMongo#isRealMongo",
		disabledReason = "only the embedded store counts the documents that it reads")
class ShareQueryCostTests {

	private static final int OTHERS = 200;

	private static final MongoClient client = MongoClients.create(TestMongo.uri());

	private static final String database = TestMongo.databaseName();

	private static final MovableClock clock = new MovableClock();

	private static final MongoTemplate mongo = new MongoTemplate(client, database);

	private static final Shares shares = new Shares(mongo, clock);

	@BeforeAll
	static void fill() {
		shares.createIndexes();
		for (int i = 0; i < OTHERS; i++) {
			insert("other" + i, "conversion" + i, Duration.ofHours(1));
		}
		insert("asked", "asked", Duration.ofHours(1));
		insert("expired", "asked", Duration.ZERO);
	}

	private static void insert(String token, String conversion, Duration left) {
		mongo.insert(new Share("id of " + token, Secrets.sha256(token), conversion, "anna", clock.instant(),
				clock.instant().plus(left)));
	}

	@AfterAll
	static void close() {
		client.getDatabase(database).drop();
		client.close();
	}

	@Test
	void findsAndListsLinksWithoutReadingOthers() {
		assertThat(TestMongo.reading(1, () -> shares.find("asked"))).isPresent();
		assertThat(TestMongo.reading(0, () -> shares.find("expired"))).isEmpty();
		assertThat(TestMongo.reading(0, () -> shares.find("unknown"))).isEmpty();
		assertThat(TestMongo.reading(1, () -> shares.list("asked"))).extracting(Share::id)
			.containsExactly("id of asked");
		assertThat(TestMongo.reading(1, () -> shares.revoke("asked", "id of unknown"))).isFalse();
		assertThat(TestMongo.reading(1, shares::removeExpired)).isEqualTo(1);
	}

}
