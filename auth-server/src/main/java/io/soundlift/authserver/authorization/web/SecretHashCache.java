package io.soundlift.authserver.authorization.web;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.soundlift.authserver.secret.MachineSecretEncoder;
import io.soundlift.support.Secrets;
import org.jspecify.annotations.Nullable;

import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Encoder of client secrets that computes the slow hash of a correct one only once. A
 * client authenticates with each request, so its secret would otherwise compete with
 * people's passwords for the processor. The cache holds a keyed hash, whose key never
 * leaves this process.
 * <p>
 * It never requests an upgrade of the encoding: Spring Security would save the client as
 * it was read, and so undo a deletion or a new secret.
 */
final class SecretHashCache implements PasswordEncoder {

	/** More than there are clients in a configuration. */
	private static final int MAX_REMEMBERED = 1000;

	private static final String HMAC = "HmacSHA256";

	private final SecretKeySpec key = new SecretKeySpec(Secrets.newToken().getBytes(StandardCharsets.US_ASCII), HMAC);

	private final Set<String> remembered = Collections.synchronizedSet(Collections.newSetFromMap(new Eldest()));

	/**
	 * Comparisons in progress: concurrent requests of a client are hashed once.
	 */
	private final Map<String, CompletableFuture<Boolean>> underWay = new ConcurrentHashMap<>();

	private final PasswordEncoder encoder;

	SecretHashCache(PasswordEncoder encoder) {
		this.encoder = encoder;
	}

	@Override
	public @Nullable String encode(@Nullable CharSequence rawPassword) {
		return this.encoder.encode(rawPassword);
	}

	@Override
	public boolean matches(@Nullable CharSequence rawPassword, @Nullable String encodedPassword) {
		if (rawPassword == null || encodedPassword == null || MachineSecretEncoder.hasEncoded(encodedPassword)) {
			return this.encoder.matches(rawPassword, encodedPassword);
		}
		String proof = hash(encodedPassword + '\n' + rawPassword);
		if (this.remembered.contains(proof)) {
			return true;
		}
		CompletableFuture<Boolean> own = new CompletableFuture<>();
		CompletableFuture<Boolean> other = this.underWay.putIfAbsent(proof, own);
		return (other != null) ? await(other) : matches(rawPassword, encodedPassword, proof, own);
	}

	private boolean matches(CharSequence rawPassword, String encodedPassword, String proof,
			CompletableFuture<Boolean> result) {
		try {
			boolean matches = this.encoder.matches(rawPassword, encodedPassword);
			if (matches) {
				this.remembered.add(proof);
			}
			result.complete(matches);
			return matches;
		}
		catch (RuntimeException ex) {
			result.completeExceptionally(ex);
			throw ex;
		}
		finally {
			this.underWay.remove(proof, result);
		}
	}

	private static boolean await(CompletableFuture<Boolean> result) {
		try {
			return result.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
		}
	}

	@Override
	public boolean upgradeEncoding(@Nullable String encodedPassword) {
		return false;
	}

	private String hash(String text) {
		try {
			Mac mac = Mac.getInstance(HMAC);
			mac.init(this.key);
			return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException | InvalidKeyException ex) {
			throw new IllegalStateException("Every Java platform has " + HMAC, ex);
		}
	}

	/**
	 * Map that removes its oldest entries when it is full.
	 */
	private static final class Eldest extends LinkedHashMap<String, Boolean> {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
			return size() > MAX_REMEMBERED;
		}

	}

}
