package io.soundlift.authserver.account;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.soundlift.encryption.Encryption;
import io.soundlift.support.Secrets;

import org.springframework.stereotype.Component;

/**
 * Recognition of browsers in which the owner of an account signed in before, so that
 * attackers who guess can't slow down the owner there. The proof is an encrypted text
 * that the browser keeps; it does not authenticate. OWASP calls it a device cookie.
 */
@Component
public final class KnownBrowsers {

	/** How long a browser stays known after the last sign-in. */
	public static final Duration LIFETIME = Duration.ofDays(365);

	private static final String PLACE = "known-browser";

	/** Number of accounts that members of a household use in one browser. */
	private static final int MAX_ACCOUNTS = 6;

	private static final int MAX_LENGTH = 1000;

	private final Encryption encryption;

	private final Clock clock;

	KnownBrowsers(Encryption encryption, Clock clock) {
		this.encryption = encryption;
		this.clock = clock;
	}

	/**
	 * Recognises a browser.
	 * @param proof the proof that the browser presents, or any other text
	 * @param accountId id of the account of the sign-in attempt
	 * @return the browser's id, or empty when there was no sign-in to that account
	 */
	public Optional<String> find(String proof, String accountId) {
		return open(proof).filter((known) -> known.accounts().contains(accountId)).map(Known::browser);
	}

	/**
	 * Returns the account that was last signed in to in a browser.
	 * @param proof the proof that the browser presents, or any other text
	 * @return id of the account, which may no longer exist, or empty when there was no
	 * sign-in
	 */
	public Optional<String> lastAccountIn(String proof) {
		return open(proof).map((known) -> known.accounts().get(0));
	}

	/**
	 * Creates the proof that the owner of an account used a browser.
	 * @param proof the proof that the browser has so far, or any other text
	 * @param accountId id of the account
	 * @return the new proof for the browser
	 */
	public String remember(String proof, String accountId) {
		Optional<Known> known = open(proof);
		String browser = known.map(Known::browser).orElseGet(Secrets::newId);
		List<String> others = known.map(Known::accounts).orElseGet(List::of);
		Stream<String> accounts = Stream.concat(Stream.of(accountId),
				others.stream().filter((other) -> !other.equals(accountId)));
		String text = this.clock.instant().plus(LIFETIME).getEpochSecond() + " " + browser + " "
				+ String.join(" ", accounts.limit(MAX_ACCOUNTS).toList());
		byte[] encrypted = this.encryption.encrypt(text.getBytes(StandardCharsets.UTF_8), PLACE);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(encrypted);
	}

	private Optional<Known> open(String proof) {
		if (proof.isEmpty() || proof.length() > MAX_LENGTH) {
			return Optional.empty();
		}
		try {
			byte[] text = this.encryption.decrypt(Base64.getUrlDecoder().decode(proof), PLACE);
			List<String> words = Arrays.asList(new String(text, StandardCharsets.UTF_8).split(" "));
			Instant expiresAt = Instant.ofEpochSecond(Long.parseLong(words.get(0)));
			return Optional.of(new Known(words.get(1), words.subList(2, words.size())))
				.filter((known) -> expiresAt.isAfter(this.clock.instant()));
		}
		catch (IllegalArgumentException | IllegalStateException | DateTimeException ex) {
			// forged, or encrypted with a key that no longer exists
			return Optional.empty();
		}
	}

	/**
	 * A browser and the accounts that were signed in to there.
	 *
	 * @param browser id of the browser
	 * @param accounts ids of accounts
	 */
	private record Known(String browser, List<String> accounts) {
	}

}
