package io.soundlift.journey.webhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.soundlift.encryption.Encryption;
import io.soundlift.testsupport.MovableClock;
import io.soundlift.testsupport.TestMongo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;

import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the queries of webhooks read in a store that holds many others.
 */
@DisabledIf(value = "io.soundlift.testsupport.TestMongo#isRealMongo",
		disabledReason = "only the embedded store counts the documents that it reads")
class WebhookQueryCostTests {

	private static final MongoClient client = MongoClients.create(TestMongo.uri());

	private static final String database = TestMongo.databaseName();

	private static final MongoTemplate mongo = new MongoTemplate(client, database);

	private static final MovableClock clock = new MovableClock();

	private static final WebhookEvents events = new WebhookEvents(mongo, clock);

	private static final Webhooks webhooks = new Webhooks(mongo, events,
			new WebhookSecrets(new Encryption("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", List.of(), "test")),
			clock);

	private static final WebhookQueue queue = new WebhookQueue(mongo, clock, Duration.ofMinutes(2));

	private static final List<Webhook> all = new ArrayList<>();

	/** Fifty accounts, whose webhooks have four ended deliveries each. */
	@BeforeAll
	static void fill() {
		Webhooks.createIndexes(mongo);
		for (int i = 0; i < 50; i++) {
			Webhook webhook = webhooks
				.create("owner" + i, "https://receiver.example/", EnumSet.allOf(WebhookEventType.class), 10)
				.orElseThrow()
				.webhook();
			all.add(webhook);
			for (int n = 0; n < 4; n++) {
				webhooks.ping(webhook);
				clock.advance(Duration.ofSeconds(1));
				deliver();
			}
		}
	}

	private static void deliver() {
		Webhook claimed = queue.claim(List.of()).orElseThrow();
		queue.delivered(claimed, queue.next(claimed).orElseThrow(), new WebhookAttempt(200, "", null));
	}

	@AfterAll
	static void close() {
		client.getDatabase(database).drop();
		client.close();
	}

	@Test
	void looksForWorkWithoutReadingWhatHasEnded() {
		assertThat(TestMongo.reading(0, () -> queue.claim(List.of("owner1", "owner2")))).isEmpty();
	}

	@Test
	void findsWhatIsDueOfOneWebhook() {
		Webhook webhook = all.get(7);
		webhooks.ping(webhook);
		Webhook claimed = TestMongo.reading(2, () -> queue.claim(List.of())).orElseThrow();
		assertThat(claimed.id()).isEqualTo(webhook.id());
		WebhookDelivery delivery = TestMongo.reading(2, () -> queue.next(claimed)).orElseThrow();
		TestMongo.reading(4, () -> {
			queue.delivered(claimed, delivery, new WebhookAttempt(200, "", null));
			return delivery;
		});
		assertThat(TestMongo.reading(0, () -> queue.claim(List.of()))).isEmpty();
	}

	@Test
	void readsOnlyWhatItShows() {
		assertThat(TestMongo.reading(1, () -> webhooks.list("owner3"))).hasSize(1);
		assertThat(TestMongo.reading(1, () -> webhooks.find(all.get(3).id(), "owner3"))).isPresent();
		assertThat(TestMongo.reading(2, () -> webhooks.deliveries(all.get(3), 2))).hasSize(2);
		assertThat(TestMongo.reading(0, () -> webhooks.countWaiting(all.get(3)))).isZero();
	}

	@Test
	void readsOnlyWhatItRemoves() {
		TestMongo.reading(6, () -> {
			queue.trim(all.get(5), 2);
			return all;
		});
		assertThat(webhooks.deliveries(all.get(5), 10)).hasSize(2);
		TestMongo.reading(0, () -> {
			queue.removeOld();
			return all;
		});
		TestMongo.reading(8, () -> webhooks.remove(all.get(6).id(), "owner6"));
	}

}
