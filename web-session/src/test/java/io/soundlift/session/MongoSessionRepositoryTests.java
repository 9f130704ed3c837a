package io.soundlift.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.session.FindByIndexNameSessionRepository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for sessions that several replicas share.
 */
@Tag("database")
class MongoSessionRepositoryTests {

	private static final String PRINCIPAL = FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME;

	private final TestSessions sessions = new TestSessions();

	private final MongoSessionRepository first = this.sessions.replica();

	private final MongoSessionRepository second = this.sessions.replica();

	@AfterEach
	void close() {
		this.sessions.close();
	}

	@Test
	void goesOnAtAnotherReplica() {
		String id = stored("a.name $with %signs", "value");
		MongoSession found = find(this.second, id);
		assertThat(found.<String>getAttribute("a.name $with %signs")).isEqualTo("value");
		assertThat(found.getAttributeNames()).containsExactly("a.name $with %signs");
	}

	@Test
	void storesNothingUntilItIsSaved() {
		MongoSession session = this.first.createSession();
		assertThat(this.second.findById(session.getId())).isNull();
		assertThat(this.sessions.documents()).isEmpty();
	}

	@Test
	void keepsBothChangesOfParallelRequests() {
		String id = stored("kept", "1");
		MongoSession one = find(this.first, id);
		MongoSession two = find(this.second, id);
		one.setAttribute("one", "1");
		two.setAttribute("two", "2");
		two.removeAttribute("kept");
		this.first.save(one);
		this.second.save(two);
		assertThat(find(this.first, id).getAttributeNames()).containsExactlyInAnyOrder("one", "two");
	}

	@Test
	void keepsEndedSessionDeadWhenSlowRequestIsSaved() {
		String id = stored("a", "1");
		MongoSession slow = find(this.second, id);
		slow.setAttribute("a", "2");
		this.first.deleteById(id);
		this.second.save(slow);
		assertThat(this.first.findById(id)).isNull();
		assertThat(this.sessions.documents()).isEmpty();
	}

	@Test
	void keepsEndedSessionDeadWhenItsIdIsChanged() {
		String id = stored("a", "1");
		MongoSession slow = find(this.second, id);
		this.first.deleteById(id);
		slow.changeSessionId();
		slow.setAttribute("a", "2");
		this.second.save(slow);
		assertThat(this.sessions.documents()).isEmpty();
	}

	@Test
	void forgetsOldIdBeforeAnythingElseOfTheSignInIsStored() {
		String id = stored("a", "1");
		MongoSession session = find(this.first, id);
		String newId = session.changeSessionId();
		// a kill here, before save
		assertThat(this.second.findById(id)).isNull();
		session.setAttribute(PRINCIPAL, "somebody");
		this.first.save(session);
		assertThat(this.second.findById(id)).isNull();
		assertThat(find(this.second, newId).getAttributeNames()).containsExactlyInAnyOrder("a", PRINCIPAL);
	}

	@Test
	void dropsWhatAnUnfinishedRequestWritesUnderTheOldId() {
		String id = stored("a", "1");
		MongoSession attackers = find(this.second, id);
		MongoSession session = find(this.first, id);
		String newId = session.changeSessionId();
		this.first.save(session);
		attackers.setAttribute("csrf", "known to the attacker");
		attackers.setAttribute(PRINCIPAL, "attacker");
		this.second.save(attackers);
		assertThat(find(this.second, newId).getAttributeNames()).containsExactly("a");
		assertThat(this.first.findByPrincipalName("attacker")).isEmpty();
	}

	@Test
	void endsSessionWhoseIdWasChangedInTheSameRequest() {
		String id = stored("a", "1");
		MongoSession session = find(this.first, id);
		this.first.deleteById(session.changeSessionId());
		assertThat(this.sessions.documents()).isEmpty();
	}

	@Test
	void storesUnderTheLastIdWhenItChangedBeforeTheFirstSave() {
		MongoSession session = this.first.createSession();
		String before = session.getId();
		String after = session.changeSessionId();
		this.first.save(session);
		assertThat(this.second.findById(before)).isNull();
		assertThat(find(this.second, after).getId()).isEqualTo(after);
	}

	@Test
	void findsAndEndsSessionsByPrincipal() {
		String one = signedIn("somebody");
		String two = signedIn("somebody");
		String other = signedIn("another");
		assertThat(this.second.findByPrincipalName("somebody")).containsOnlyKeys(one, two);
		this.second.deleteByPrincipalName("somebody");
		assertThat(this.first.findById(one)).isNull();
		assertThat(this.first.findById(other)).isNotNull();
		assertThat(this.first.findByIndexNameAndIndexValue("something else", "another")).isEmpty();
	}

	@Test
	void endsSessionThatWasNotUsedForLongestWhenSomebodyHasTooMany() {
		String leftBehind = signedIn("somebody");
		String used = signedIn("somebody");
		String others = signedIn("another");
		this.sessions.clock().advance(Duration.ofMinutes(1));
		use(find(this.first, used));
		for (int i = 2; i < MongoSessionRepository.MAX_SESSIONS_OF_PRINCIPAL; i++) {
			signedIn("somebody");
		}
		assertThat(this.second.findById(leftBehind)).isNotNull();
		this.sessions.clock().advance(Duration.ofMinutes(1));
		String last = signedIn("somebody");
		assertThat(this.second.findById(leftBehind)).isNull();
		assertThat(this.second.findById(used)).isNotNull();
		assertThat(this.second.findById(others)).isNotNull();
		assertThat(this.second.findUsesByPrincipalName("somebody"))
			.hasSize(MongoSessionRepository.MAX_SESSIONS_OF_PRINCIPAL)
			.startsWith(new SessionUse(last, this.sessions.clock().instant()));
	}

	@Test
	void findsUsesWithoutReadingWhatIsInTheSessions() {
		String id = signedIn("somebody");
		Document document = this.sessions.documents().get(0);
		document.put("attributes", "none that can be read");
		this.sessions.mongo().save(document, TestSessions.SETTINGS.collection());
		assertThat(this.first.findById(id)).isNull();
		assertThat(this.first.findUsesByPrincipalName("somebody")).extracting(SessionUse::sessionId)
			.containsExactly(id);
	}

	@Test
	void findsNoUsesOfSessionsThatHaveExpired() {
		signedIn("somebody");
		this.sessions.clock().advance(Duration.ofHours(7));
		String second = signedIn("somebody");
		this.sessions.clock().advance(Duration.ofHours(1));
		assertThat(this.first.findUsesByPrincipalName("somebody")).extracting(SessionUse::sessionId)
			.containsExactly(second);
	}

	@Test
	void keepsPrincipalWhenParallelRequestChangesSomethingElse() {
		String id = stored("a", "1");
		MongoSession slow = find(this.second, id);
		MongoSession session = find(this.first, id);
		session.setAttribute(PRINCIPAL, "somebody");
		this.first.save(session);
		slow.setAttribute("a", "2");
		this.second.save(slow);
		assertThat(this.first.findByPrincipalName("somebody")).hasSize(1);
	}

	@Test
	void forgetsPrincipalWhoSignedOut() {
		String id = signedIn("somebody");
		MongoSession session = find(this.first, id);
		session.removeAttribute(PRINCIPAL);
		this.first.save(session);
		assertThat(this.second.findByPrincipalName("somebody")).isEmpty();
	}

	@Test
	void expiresWhenItStoodStill() {
		String anonymous = stored("a", "1");
		String signedIn = signedIn("somebody");
		this.sessions.clock().advance(Duration.ofMinutes(30).minusMillis(1));
		assertThat(this.first.findById(anonymous)).isNotNull();
		this.sessions.clock().advance(Duration.ofMillis(1));
		assertThat(this.first.findById(anonymous)).isNull();
		this.sessions.clock().advance(Duration.ofHours(7).plusMinutes(30).minusMillis(1));
		assertThat(this.first.findById(signedIn)).isNotNull();
		this.sessions.clock().advance(Duration.ofMillis(1));
		assertThat(this.first.findById(signedIn)).isNull();
		assertThat(this.first.findByPrincipalName("somebody")).isEmpty();
	}

	@Test
	void expiresAtTheAbsoluteTimeoutThoughItIsInUse() {
		String id = signedIn("somebody");
		for (int hours = 0; hours < 7 * 24 - 1; hours++) {
			this.sessions.clock().advance(Duration.ofHours(1));
			use(find(this.first, id));
		}
		this.sessions.clock().advance(Duration.ofHours(1));
		assertThat(this.first.findById(id)).isNull();
	}

	@Test
	void storesUseOnlyOnceAMinute() {
		String id = stored("a", "1");
		Document before = this.sessions.documents().get(0);
		this.sessions.clock().advance(Duration.ofSeconds(59));
		use(find(this.first, id));
		assertThat(this.sessions.documents().get(0)).isEqualTo(before);
		this.sessions.clock().advance(Duration.ofSeconds(1));
		use(find(this.first, id));
		assertThat(find(this.second, id).getLastAccessedTime()).isEqualTo(this.sessions.clock().instant());
	}

	@Test
	void removesExpiredSessionsOnly() {
		stored("a", "1");
		String signedIn = signedIn("somebody");
		this.sessions.clock().advance(Duration.ofHours(1));
		assertThat(this.first.removeExpired()).isOne();
		assertThat(this.sessions.documents()).hasSize(1);
		assertThat(this.first.findById(signedIn)).isNotNull();
	}

	@Test
	void storesNeitherIdsNorAttributesReadably() {
		String id = stored("name", "a secret value");
		MongoSession session = find(this.first, id);
		String newId = session.changeSessionId();
		session.setAttribute("other", "another secret value");
		this.first.save(session);
		StringBuilder dump = new StringBuilder();
		this.sessions.documents().forEach((document) -> dump(document, dump));
		assertThat(dump).contains("name", "other").doesNotContain("secret", id, newId);
	}

	@Test
	void refusesAttributeThatWasMovedToAnotherSession() {
		String own = stored("a", "own");
		stored("a", "of somebody else");
		Document others = this.sessions.documents().get(1);
		Document mine = this.sessions.documents().get(0);
		mine.put("attributes", others.get("attributes"));
		this.sessions.mongo().save(mine, TestSessions.SETTINGS.collection());
		assertThat(this.first.findById(own)).isNull();
	}

	@Test
	void readsSessionsOfPreviousKeyAndRewritesWhatChanges() {
		String id = stored("a", "1");
		MongoSessionRepository rotated = this.sessions.replica(TestSessions.encryption((byte) 2, (byte) 1));
		MongoSession session = find(rotated, id);
		assertThat(session.<String>getAttribute("a")).isEqualTo("1");
		session.setAttribute("a", "2");
		session.changeSessionId();
		rotated.save(session);
		MongoSessionRepository later = this.sessions.replica(TestSessions.encryption((byte) 2));
		assertThat(find(later, session.getId()).<String>getAttribute("a")).isEqualTo("2");
	}

	@Test
	void dropsSessionThatCanNotBeReadAndStillEndsItByPrincipal() {
		String id = signedIn("somebody");
		MongoSessionRepository rotated = this.sessions.replica(TestSessions.encryption((byte) 2));
		assertThat(rotated.findById(id)).isNull();
		assertThat(rotated.findByPrincipalName("somebody")).isEmpty();
		rotated.deleteByPrincipalName("somebody");
		assertThat(this.sessions.documents()).isEmpty();
	}

	@Test
	void dropsSessionWithAttributeOfTypeThatIsNoLongerAllowed() {
		WebSessionSettings before = new WebSessionSettings("browser_sessions", "TEST", "/", false, false,
				Duration.ofHours(8), Duration.ofMinutes(30), Duration.ofDays(7), List.of(Removed.class));
		MongoSessionRepository old = this.sessions.replica(TestSessions.encryption((byte) 1), before);
		MongoSession session = old.createSession();
		session.setAttribute("a", new Removed("1"));
		old.save(session);
		assertThat(find(old, session.getId()).<Removed>getAttribute("a")).isEqualTo(new Removed("1"));
		assertThat(this.first.findById(session.getId())).isNull();
	}

	@Test
	void refusesToStoreTypeThatIsNotAllowed() {
		MongoSession session = this.first.createSession();
		session.setAttribute("a", new Removed("1"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.first.save(session))
			.withMessageContaining("'a'")
			.withMessageContaining("Removed");
	}

	@Test
	void findsNothingForCookiesThatNobodyMade() {
		for (String id : List.of("", "x", "0".repeat(100_000), "{$ne:1}", this.first.createSession().getId())) {
			assertThat(this.first.findById(id)).isNull();
		}
	}

	@Test
	void leavesTimeoutsToTheSettings() {
		MongoSession session = this.first.createSession();
		assertThat(session.getMaxInactiveInterval()).isEqualTo(Duration.ofMinutes(30));
		session.setAttribute(PRINCIPAL, "somebody");
		assertThat(session.getMaxInactiveInterval()).isEqualTo(Duration.ofHours(8));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> session.setMaxInactiveInterval(Duration.ZERO));
	}

	private String signedIn(String name) {
		return stored(PRINCIPAL, name);
	}

	private String stored(String name, String value) {
		MongoSession session = this.first.createSession();
		session.setAttribute(name, value);
		this.first.save(session);
		return session.getId();
	}

	private void use(MongoSession session) {
		session.setLastAccessedTime(this.sessions.clock().instant());
		this.first.save(session);
	}

	private static MongoSession find(MongoSessionRepository repository, String id) {
		return Objects.requireNonNull(repository.findById(id), "There must be a session");
	}

	private static void dump(Document document, StringBuilder dump) {
		for (Map.Entry<String, Object> entry : document.entrySet()) {
			dump.append(entry.getKey()).append('=');
			if (entry.getValue() instanceof Document inner) {
				dump(inner, dump);
			}
			else if (entry.getValue() instanceof Binary binary) {
				dump.append(new String(binary.getData(), StandardCharsets.UTF_8));
			}
			else {
				dump.append(entry.getValue());
			}
			dump.append('\n');
		}
	}

	/**
	 * A type that a later version has no longer.
	 *
	 * @param value anything
	 */
	record Removed(String value) {
	}

}
