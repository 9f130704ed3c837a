package io.soundlift.journey.usage;

import java.time.Instant;

/**
 * Idempotency key of an owner's request for a conversion.
 *
 * @param hash SHA-256 of the key in hexadecimal digits
 * @param request SHA-256 of the description of the request
 * @param conversionId the conversion, which is created once, however often it is
 * requested
 * @param made whether the conversion was created, so that it is not created again after
 * its deletion
 * @param usedAt when the key was first used
 */
public record IdempotencyKey(String hash, String request, String conversionId, boolean made, Instant usedAt) {

	IdempotencyKey asMade() {
		return new IdempotencyKey(this.hash, this.request, this.conversionId, true, this.usedAt);
	}

}
