package io.soundlift.authserver.key;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.authserver.Concurrently;
import io.soundlift.encryption.Encryption;
import io.soundlift.testsupport.MovableClock;
import io.soundlift.testsupport.TestMongo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the life of signing keys, by a clock that the test moves.
 */
@Tag("database")
class SigningKeyRotationTests {

	private static final String KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

	private static final Duration INTERVAL = Duration.ofDays(90);

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private final MovableClock clock = new MovableClock(START);

	private final MongoClient client = MongoClients.create(TestMongo.uri());

	private final MongoTemplate mongo = new MongoTemplate(this.client, TestMongo.databaseName());

	@AfterEach
	void closeClient() {
		this.client.close();
	}

	@Test
	void signsWithTheFirstKeyAtOnce() {
		Keyring keyring = replica();
		assertThat(published(keyring)).hasSize(1);
		assertThat(isValid(keyring, token(keyring))).isTrue();
	}

	@Test
	void publishesTheNextKeyAnHourBeforeItSigns() {
		Keyring keyring = replica();
		String first = signingKey(keyring);
		this.clock.advance(INTERVAL.minusSeconds(1));
		assertThat(published(keyring)).containsExactly(first);
		this.clock.advance(Duration.ofMinutes(1));
		assertThat(published(keyring)).hasSize(2).startsWith(first);
		assertThat(signingKey(keyring)).isEqualTo(first);
		this.clock.advance(Duration.ofMinutes(59));
		assertThat(signingKey(keyring)).isEqualTo(first);
		this.clock.advance(Duration.ofMinutes(1));
		assertThat(signingKey(keyring)).isNotEqualTo(first).isEqualTo(published(keyring).get(1));
	}

	@Test
	void acceptsTokensOfTheOldKeyUntilTheLastHasExpiredAndNotAfter() {
		Keyring keyring = replica();
		String first = signingKey(keyring);
		this.clock.advance(INTERVAL);
		published(keyring);
		this.clock.advance(Duration.ofHours(1).minusSeconds(1));
		String lastOfTheOld = token(keyring);
		this.clock.advance(AuthServerProperties.MAX_ACCESS_TOKEN_LIFETIME.plusSeconds(1));
		assertThat(signingKey(keyring)).isNotEqualTo(first);
		assertThat(isValid(keyring, lastOfTheOld)).isTrue();
		this.clock.advance(Duration.ofMinutes(5));
		assertThat(isValid(keyring, lastOfTheOld)).isFalse();
		assertThat(published(keyring)).hasSize(1).doesNotContain(first);
		assertThat(isValid(keyring, token(keyring))).isTrue();
	}

	@Test
	void goesOnAfterARestartWhereverItWas() {
		Keyring before = replica();
		String token = token(before);
		assertThat(published(replica())).isEqualTo(published(before));
		this.clock.advance(INTERVAL);
		List<String> during = published(replica());
		assertThat(during).hasSize(2);
		Keyring after = replica();
		assertThat(published(after)).isEqualTo(during);
		assertThat(isValid(after, token)).isTrue();
		assertThat(signingKey(after)).isEqualTo(during.get(0));
	}

	@Test
	void makesOneKeyWhenManyReplicasRotateAtOnce() {
		replica();
		this.clock.advance(INTERVAL);
		List<Keyring> replicas = Concurrently.run(8, this::replica);
		assertThat(replicas).extracting(SigningKeyRotationTests::published).allMatch((keys) -> keys.size() == 2);
		assertThat(replicas).extracting(SigningKeyRotationTests::published).containsOnly(published(replicas.get(0)));
		assertThat(this.mongo.getCollection("signing_keys").countDocuments()).isEqualTo(2);
	}

	@Test
	void learnsTheKeyOfAnotherReplicaBeforeItSigns() {
		Keyring one = replica();
		Keyring other = replica();
		this.clock.advance(INTERVAL);
		published(one);
		this.clock.advance(Duration.ofHours(1));
		assertThat(signingKey(other)).isEqualTo(signingKey(one));
		assertThat(isValid(other, token(one))).isTrue();
	}

	@Test
	void rotatesLateAndSafelyAfterALongAbsence() {
		String token = token(replica());
		this.clock.advance(INTERVAL.multipliedBy(5));
		Keyring keyring = replica();
		assertThat(published(keyring)).hasSize(2);
		assertThat(isValid(keyring, token)).isTrue();
		this.clock.advance(Duration.ofHours(1));
		assertThat(signingKey(keyring)).isEqualTo(published(keyring).get(1));
	}

	@Test
	void trustsNoKeyFromBeforeAnEmergency() {
		String stolen = token(replica());
		this.clock.advance(Duration.ofDays(1));
		Keyring keyring = replica(Map.of("signing-keys-since", this.clock.instant()));
		assertThat(published(keyring)).hasSize(1);
		assertThat(isValid(keyring, stolen)).isFalse();
		assertThat(isValid(keyring, token(keyring))).isTrue();
		Keyring restarted = replica(Map.of("signing-keys-since", START.plus(Duration.ofDays(1))));
		assertThat(published(restarted)).isEqualTo(published(keyring));
		assertThat(this.mongo.getCollection("signing_keys").countDocuments()).isEqualTo(2);
	}

	@Test
	void readsKeysAfterTheEncryptionKeyWasReplaced() {
		String token = token(replica());
		Keyring keyring = replica(Map.of(),
				new Encryption("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=", List.of(KEY), "encryption-key"));
		assertThat(isValid(keyring, token)).isTrue();
	}

	@Test
	void takesIdTokenOfARetiredKeyForAHintButNotThatOfAnUntrustedOne() {
		Keyring keyring = replica();
		String idToken = token(keyring);
		this.clock.advance(INTERVAL);
		published(keyring);
		this.clock.advance(Duration.ofHours(3));
		assertThat(isValid(keyring, idToken)).isFalse();
		assertThat(new IdTokens(keyring, properties(Map.of())).readHint(idToken)).isPresent()
			.get()
			.satisfies((hint) -> assertThat(hint.getSubject()).isEqualTo("account"));
		Keyring later = replica(Map.of("signing-keys-since", START.plusSeconds(1)));
		assertThat(new IdTokens(later, properties(Map.of())).readHint(idToken)).isEmpty();
	}

	@Test
	void removesKeysThatRetiredLongAgo() {
		Keyring keyring = replica();
		this.clock.advance(INTERVAL);
		published(keyring);
		keyring.removeOld();
		assertThat(this.mongo.getCollection("signing_keys").countDocuments()).isEqualTo(2);
		this.clock.advance(Duration.ofDays(320));
		published(keyring);
		keyring.removeOld();
		assertThat(this.mongo.getCollection("signing_keys").countDocuments()).isEqualTo(2);
		assertThat(published(keyring)).hasSize(2);
	}

	@Test
	void encryptsKeysAgainSoThatThePreviousEncryptionKeyCanBeForgotten() {
		String newKey = "OTg3NjU0MzIxMDk4NzY1NDMyMTA5ODc2NTQzMjEwOTg=";
		String token = token(replica());
		replica(Map.of(), new Encryption(newKey, List.of(KEY), "encryption-key"));
		Keyring later = replica(Map.of(), new Encryption(newKey, List.of(), "encryption-key"));
		assertThat(isValid(later, token)).isTrue();
	}

	private Keyring replica() {
		return replica(Map.of());
	}

	private Keyring replica(Map<String, Object> settings) {
		return replica(settings, new Encryption(KEY, List.of(), "encryption-key"));
	}

	private Keyring replica(Map<String, Object> settings, Encryption encryption) {
		KeySchedule schedule = new KeySchedule(properties(settings));
		return new Keyring(new SigningKeys(this.mongo, encryption, schedule, this.clock), schedule, this.clock);
	}

	private static AuthServerProperties properties(Map<String, Object> settings) {
		Map<String, Object> all = new HashMap<>(Map.of("auth.public-url", "https://soundlift.example",
				"auth.encryption-key", KEY, "auth.mail-from", "a@b.example"));
		settings.forEach((name, value) -> all.put("auth." + name, value));
		return new Binder(new MapConfigurationPropertySource(all)).bind("auth", AuthServerProperties.class).get();
	}

	private String token(Keyring keyring) {
		JwtEncoder encoder = new KeyConfiguration().jwtEncoder(keyring);
		return encoder.encode(JwtEncoderParameters.from(JwtClaimsSet.builder()
			.issuer("https://soundlift.example/auth")
			.subject("account")
			.audience(List.of("soundlift-web"))
			.issuedAt(this.clock.instant())
			.expiresAt(this.clock.instant().plusSeconds(60))
			.build())).getTokenValue();
	}

	private static List<String> published(Keyring keyring) {
		return keyring.get(all(), null).stream().map(JWK::getKeyID).toList();
	}

	private static String signingKey(Keyring keyring) {
		return keyring.signing(keyring.get(all(), null)).getKeyID();
	}

	private static JWKSelector all() {
		return new JWKSelector(new JWKMatcher.Builder().build());
	}

	private static boolean isValid(Keyring keyring, String token) {
		DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
		processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keyring));
		processor.setJWTClaimsSetVerifier((claims, context) -> {
		});
		try {
			processor.process(token, null);
			return true;
		}
		catch (BadJOSEException ex) {
			return false;
		}
		catch (ParseException | JOSEException ex) {
			throw new AssertionError(ex);
		}
	}

}
