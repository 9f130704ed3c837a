package io.soundlift.journey.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.soundlift.encryption.Encryption;
import io.soundlift.support.Secrets;
import org.bson.types.Binary;

/**
 * Secrets of webhooks, which are stored encrypted, and signatures made with them
 * according to Standard Webhooks 1.0.0.
 */
public final class WebhookSecrets {

	private static final String PREFIX = "whsec_";

	/** Standard Webhooks requires 24 to 64. */
	private static final int SECRET_BYTES = 32;

	private static final String ALGORITHM = "HmacSHA256";

	private final Encryption encryption;

	/**
	 * Creates the secrets under a key.
	 * @param encryption encryption of the secrets
	 */
	public WebhookSecrets(Encryption encryption) {
		this.encryption = encryption;
	}

	static byte[] random() {
		return Secrets.randomBytes(SECRET_BYTES);
	}

	static String text(byte[] secret) {
		return PREFIX + Base64.getEncoder().encodeToString(secret);
	}

	Binary encrypted(byte[] secret, String webhook) {
		return new Binary(this.encryption.encrypt(secret, place(webhook)));
	}

	private byte[] decrypted(Binary secret, String webhook) {
		return this.encryption.decrypt(secret.getData(), place(webhook));
	}

	private static String place(String webhook) {
		return Webhook.COLLECTION + "/" + webhook;
	}

	/**
	 * Signs a delivery.
	 * @param webhook the webhook
	 * @param delivery what is sent
	 * @param now time of the sending
	 * @return value of the header {@code webhook-signature}: one signature, and while the
	 * previous secret is valid one with that too
	 * @throws IllegalStateException if the secret can't be decrypted
	 */
	public String sign(Webhook webhook, WebhookDelivery delivery, Instant now) {
		String content = delivery.eventId() + "." + now.getEpochSecond() + "." + delivery.body();
		String signature = signature(webhook, webhook.secret(), content);
		Binary previous = webhook.previousSecret();
		Instant until = webhook.previousSecretUntil();
		return (previous != null && until != null && now.isBefore(until))
				? signature + " " + signature(webhook, previous, content) : signature;
	}

	private String signature(Webhook webhook, Binary secret, String content) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(new SecretKeySpec(decrypted(secret, webhook.id()), ALGORITHM));
			return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This Java has no " + ALGORITHM, ex);
		}
	}

}
