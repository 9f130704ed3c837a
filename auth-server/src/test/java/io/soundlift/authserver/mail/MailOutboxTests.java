package io.soundlift.authserver.mail;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.mongodb.client.MongoClients;
import io.soundlift.authserver.secret.SecurityJson;
import io.soundlift.encryption.Encryption;
import io.soundlift.testsupport.MovableClock;
import io.soundlift.testsupport.TestMongo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Query;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for mails that wait.
 */
@Tag("database")
class MailOutboxTests {

	private static final String ADDRESS = "ada@example.com";

	private final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));

	private final MongoTemplate mongo = new MongoTemplate(MongoClients.create(TestMongo.uri()),
			TestMongo.databaseName());

	private final MailOutbox outbox = new MailOutbox(this.mongo,
			new Encryption("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", List.of(), "test.encryption-key"),
			new SecurityJson(), this.clock);

	@Test
	void givesEachMailToOneReplicaOnly() {
		add("1");
		QueuedMail mail = this.outbox.take().orElseThrow();
		assertThat(this.outbox.valuesOf(mail)).containsEntry("token", "a secret token");
		assertThat(this.outbox.addressIn(this.outbox.valuesOf(mail))).isEqualTo(ADDRESS);
		assertThat(this.outbox.take()).isEmpty();
	}

	@Test
	void givesMailAgainWhenWhoTookItWasKilled() {
		add("1");
		assertThat(this.outbox.take()).isPresent();
		this.clock.advance(Duration.ofMinutes(3));
		assertThat(this.outbox.take()).get().returns(2, QueuedMail::attempts);
	}

	@Test
	void triesFailedMailsAgainAfterGrowingDelays() {
		add("1");
		QueuedMail mail = this.outbox.take().orElseThrow();
		this.outbox.postpone(mail);
		assertThat(this.outbox.take()).isEmpty();
		this.clock.advance(Duration.ofSeconds(1));
		this.outbox.postpone(this.outbox.take().orElseThrow());
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.outbox.take()).isEmpty();
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.outbox.take()).isPresent();
	}

	@Test
	void sendsOthersWhileOneFails() {
		add("1");
		this.clock.advance(Duration.ofMillis(1));
		add("2");
		QueuedMail first = this.outbox.take().orElseThrow();
		this.outbox.postpone(first);
		assertThat(this.outbox.take()).get().returns("2", QueuedMail::id);
		assertThat(first.id()).isEqualTo("1");
	}

	@Test
	void keepsMailOnceThatIsAddedTwice() {
		add("1");
		add("1");
		assertThat(this.mongo.count(new Query(), QueuedMail.class)).isEqualTo(1);
	}

	@Test
	void dropsMailsThatAreOfNoUseAnyMore() {
		add("1");
		this.clock.advance(Duration.ofMinutes(59));
		assertThat(this.outbox.removeExpired()).isZero();
		this.clock.advance(Duration.ofMinutes(2));
		assertThat(this.outbox.removeExpired()).isEqualTo(1);
		assertThat(this.outbox.take()).isEmpty();
	}

	@Test
	void storesNeitherAddressNorTokenReadably() {
		add("1");
		StringBuilder stored = new StringBuilder();
		this.mongo.getCollection("mails").find().forEach((document) -> stored.append(document.toJson()));
		assertThat(stored).contains("a-template").doesNotContain(ADDRESS).doesNotContain("a secret token");
		String bytes = new String(this.outbox.take().orElseThrow().content(), StandardCharsets.UTF_8);
		assertThat(bytes).doesNotContain(ADDRESS).doesNotContain("a secret token");
	}

	private void add(String id) {
		this.outbox.add(id, "a-template", ADDRESS, Map.of("token", "a secret token"), Duration.ofHours(1));
	}

}
