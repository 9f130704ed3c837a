package io.soundlift.journey.conversion;

import java.time.Instant;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * Link that gives its holders access to the MP3 of a conversion.
 *
 * @param id 128 random bits in 32 hexadecimal digits, by which its owner refers to it
 * @param tokenHash hash of the token in the link; the token itself is not stored
 * @param conversionId the conversion
 * @param owner id of the account that created it
 * @param createdAt when it was made
 * @param expiresAt time from which on it is not valid
 */
@Document(Shares.COLLECTION)
public record Share(@Id String id, String tokenHash, String conversionId, String owner, Instant createdAt,
		Instant expiresAt) {
}
