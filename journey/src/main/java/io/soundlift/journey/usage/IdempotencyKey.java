package io.soundlift.journey.usage;

import java.time.Instant;

/**
 * Key with which an owner has asked for a conversion.
 *
 * @param hash SHA-256 of the key in hexadecimal digits
 * @param request SHA-256 of what the request was
 * @param conversionId the conversion, which is made once, however often it is asked for
 * @param made whether the conversion was made, so that it is not made again once it was
 * deleted
 * @param usedAt when the key was first used
 */
public record IdempotencyKey(String hash, String request, String conversionId, boolean made, Instant usedAt) {

	IdempotencyKey asMade() {
		return new IdempotencyKey(this.hash, this.request, this.conversionId, true, this.usedAt);
	}

}
