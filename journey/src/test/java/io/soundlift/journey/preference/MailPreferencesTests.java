package io.soundlift.journey.preference;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.soundlift.journey.TestJourney;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MailPreferences}.
 */
@Tag("database")
class MailPreferencesTests {

	private final TestJourney journey = new TestJourney();

	private final MailPreferences preferences = new MailPreferences(new MongoTemplate(this.journey.databases()),
			this.journey.clock());

	@AfterEach
	void close() {
		this.journey.close();
	}

	private String token(String owner) {
		return this.preferences.linkToken(owner).orElseThrow();
	}

	@Test
	void wantsMailsUntilTurnedOff() {
		assertThat(this.preferences.areWanted("anna")).isTrue();
		assertThat(this.journey.database().getCollection("mail_preferences").countDocuments()).isZero();
		this.preferences.change("anna", false);
		assertThat(this.preferences.areWanted("anna")).isFalse();
		assertThat(this.preferences.areWanted("ben")).isTrue();
		assertThat(this.preferences.linkToken("anna")).isEmpty();
		this.preferences.change("anna", true);
		assertThat(this.preferences.areWanted("anna")).isTrue();
		assertThat(this.preferences.linkToken("anna")).isPresent();
	}

	@Test
	void keepsLinkOfAnAccount() {
		String token = token("anna");
		this.preferences.change("anna", false);
		assertThat(this.preferences.find(token)).hasValueSatisfying((found) -> {
			assertThat(found.owner()).isEqualTo("anna");
			assertThat(found.wanted()).isFalse();
		});
		this.preferences.change("anna", true);
		assertThat(token("anna")).isEqualTo(token);
	}

	@Test
	void findsNoAccountByLinkOfAnother() {
		String anna = token("anna");
		String ben = token("ben");
		assertThat(this.preferences.find(anna)).map(MailPreference::owner).contains("anna");
		String mixed = anna.substring(0, anna.indexOf('.')) + ben.substring(ben.indexOf('.'));
		assertThat(this.preferences.find(mixed)).isEmpty();
		char last = anna.charAt(anna.length() - 1);
		// another text for the same bytes is not the token either
		assertThat(this.preferences.find(anna.substring(0, anna.length() - 1) + (char) (last + 1))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "YW5uYQ", "YW5uYQ.", "YW5uYQ.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
			"A.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "/.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
			"YW5uYQ.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.", "$.{}" })
	void findsNothingByForgedLink(String token) {
		token("anna");
		assertThat(this.preferences.find(token)).isEmpty();
		assertThat(this.preferences.find(token + "A".repeat(100_000))).isEmpty();
	}

	@Test
	void makesOneKeyWhenManyMailsAreSentAtOnce() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		List<Future<String>> tokens = new ArrayList<>();
		for (int i = 0; i < 32; i++) {
			tokens.add(threads.submit(() -> token("anna")));
		}
		threads.shutdown();
		Set<String> different = new HashSet<>();
		for (Future<String> token : tokens) {
			different.add(token.get());
		}
		assertThat(different).hasSize(1);
	}

	@Test
	void forgetsAnAccount() {
		String token = token("anna");
		this.preferences.remove("anna");
		assertThat(this.preferences.find(token)).isEmpty();
		assertThat(token("anna")).isNotEqualTo(token);
	}

	@Test
	void keepsKeysOutOfLogs() {
		String token = token("anna");
		Document stored = this.journey.database().getCollection("mail_preferences").find().first();
		assertThat(stored).isNotNull();
		assertThat(stored.toJson()).doesNotContain(token.substring(token.indexOf('.') + 1));
		assertThat(this.preferences.find(token).orElseThrow()).hasToString("MailPreference[owner=anna, wanted=true]");
	}

}
