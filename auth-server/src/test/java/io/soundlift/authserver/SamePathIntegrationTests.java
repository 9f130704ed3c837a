package io.soundlift.authserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.security.crypto.password.PasswordEncoder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a request does the same for an address with an account as for one without:
 * the same commands to the database and the same encodings of passwords, in the same
 * order. A clock would only guess at this.
 */
class SamePathIntegrationTests {

	private static final String PASSWORD = "another password";

	private static final AtomicInteger ORIGINS = new AtomicInteger();

	private static final List<String> STEPS = new CopyOnWriteArrayList<>();

	private static @Nullable TestAuthServer running;

	private final String origin = "203.0.113." + ORIGINS.incrementAndGet();

	@BeforeAll
	static void start() {
		running = TestAuthServer.start(Map.of(), Recording.class, StoppedClockConfiguration.class);
	}

	@AfterAll
	static void stop() {
		server().close();
	}

	@Test
	void takesTheSamePathWhenSignInIsRefused() {
		submit("/auth/sign-in", Map.of("email", TestAccounts.newEmail(), "password", "wrong"));
		List<String> unknown = submit("/auth/sign-in", Map.of("email", TestAccounts.newEmail(), "password", "wrong"));
		List<String> known = submit("/auth/sign-in", Map.of("email", account(), "password", "wrong"));
		assertThat(known).isEqualTo(unknown).contains("find accounts", "matches").hasSizeGreaterThan(5);
	}

	@Test
	void takesTheSamePathWhenSignInIsRefusedForTooManyTries() {
		String email = account();
		String nobody = TestAccounts.newEmail();
		for (int i = 0; i < 12; i++) {
			submit("/auth/sign-in", Map.of("email", email, "password", "wrong"));
			submit("/auth/sign-in", Map.of("email", nobody, "password", "wrong"));
		}
		List<String> right = submit("/auth/sign-in", Map.of("email", email, "password", PASSWORD));
		List<String> unknown = submit("/auth/sign-in", Map.of("email", nobody, "password", PASSWORD));
		assertThat(right).isEqualTo(unknown).contains("find tries").doesNotContain("matches");
	}

	@Test
	void doesNotHashPasswordsFromBlockedOrigin() {
		for (int i = 0; i < 30; i++) {
			submit("/auth/sign-in", Map.of("email", TestAccounts.newEmail(), "password", "wrong"));
		}
		List<String> known = submit("/auth/sign-in", Map.of("email", account(), "password", PASSWORD));
		List<String> unknown = submit("/auth/sign-in", Map.of("email", TestAccounts.newEmail(), "password", PASSWORD));
		assertThat(known).isEqualTo(unknown).contains("find tries").doesNotContain("matches", "encode");
	}

	@Test
	void takesTheSamePathAtSignUp() {
		submit("/auth/sign-up", Map.of("email", TestAccounts.newEmail(), "password", PASSWORD));
		List<String> unknown = submit("/auth/sign-up", Map.of("email", TestAccounts.newEmail(), "password", PASSWORD));
		List<String> known = submit("/auth/sign-up", Map.of("email", account(), "password", PASSWORD));
		assertThat(known).isEqualTo(unknown).contains("encode", "insert mails");
	}

	@Test
	void takesTheSamePathForForgottenPasswords() {
		submit("/auth/password/forgot", Map.of("email", TestAccounts.newEmail()));
		List<String> unknown = submit("/auth/password/forgot", Map.of("email", TestAccounts.newEmail()));
		List<String> known = submit("/auth/password/forgot", Map.of("email", account()));
		assertThat(known).isEqualTo(unknown).contains("insert mails").doesNotContain("find accounts");
	}

	private static String account() {
		String email = TestAccounts.newEmail();
		TestAccounts.create(server(), email, PASSWORD);
		return email;
	}

	/** The first request of an origin stores its tries otherwise than the next ones. */
	private List<String> submit(String path, Map<String, String> typed) {
		Browser browser = server().browser();
		Page form = browser.get(path);
		STEPS.clear();
		Page answer = browser.post(form.formAction(), form.formFields(typed), "X-Forwarded-For", this.origin);
		assertThat(answer.status()).isIn(200, 302);
		return new ArrayList<>(STEPS);
	}

	private static void record(String step) {
		// what runs on a schedule does so for whatever reason
		if (!Thread.currentThread().getName().startsWith("scheduling")) {
			STEPS.add(step);
		}
	}

	private static TestAuthServer server() {
		if (running == null) {
			throw new IllegalStateException("The server is not started");
		}
		return running;
	}

	/**
	 * Writes down what a request does. Not annotated, lest other tests' servers find it.
	 */
	static final class Recording {

		@Bean
		MongoClientSettingsBuilderCustomizer recordingCommands() {
			return (settings) -> settings.addCommandListener(new CommandListener() {

				@Override
				public void commandStarted(CommandStartedEvent event) {
					BsonValue collection = event.getCommand().get(event.getCommandName());
					record(event.getCommandName() + " "
							+ ((collection != null && collection.isString()) ? collection.asString().getValue() : ""));
				}

			});
		}

		@Bean
		static BeanPostProcessor recordingPasswords() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessBeforeInitialization(Object bean, String name) {
					return (bean instanceof PasswordEncoder encoder) ? new RecordingEncoder(encoder) : bean;
				}

			};
		}

	}

	/**
	 * Writes down each encoding.
	 *
	 * @param encoder does the work
	 */
	private record RecordingEncoder(PasswordEncoder encoder) implements PasswordEncoder {

		@Override
		public @Nullable String encode(@Nullable CharSequence password) {
			record("encode");
			return this.encoder.encode(password);
		}

		@Override
		public boolean matches(@Nullable CharSequence password, @Nullable String hash) {
			record("matches");
			return this.encoder.matches(password, hash);
		}

		@Override
		public boolean upgradeEncoding(@Nullable String hash) {
			return this.encoder.upgradeEncoding(hash);
		}

	}

}
