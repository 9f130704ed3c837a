package io.soundlift.journey.webhook;

import java.util.List;

import io.soundlift.journey.outbound.AddressRange;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of webhooks, which must be the same for gateway and notifier.
 *
 * @param encryptionKey key of 32 bytes, base64, that encrypts the secrets of webhooks;
 * without it webhooks are disabled
 * @param previousEncryptionKeys keys that were in use before and still decrypt, each of
 * 32 bytes in base64
 * @param allowHttp whether URLs may be http
 * @param allowedAddresses blocks of non-public addresses that receivers may have, such as
 * 10.1.0.0/16
 */
@ConfigurationProperties("soundlift.webhooks")
public record WebhookSettings(String encryptionKey, @DefaultValue List<String> previousEncryptionKeys,
		@DefaultValue("false") boolean allowHttp, @DefaultValue List<AddressRange> allowedAddresses) {

	/**
	 * Leaves the keys out.
	 */
	@Override
	public String toString() {
		return "WebhookSettings[allowHttp=%s, allowedAddresses=%s]".formatted(this.allowHttp, this.allowedAddresses);
	}

}
