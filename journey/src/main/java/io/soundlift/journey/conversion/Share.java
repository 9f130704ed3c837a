package io.soundlift.journey.conversion;

import java.time.Instant;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * Link by which anybody who has it gets the MP3 of a conversion.
 *
 * @param id 128 random bits in 32 hexadecimal digits, by which its owner names it
 * @param tokenHash hash of the token in the link; the token itself is not stored
 * @param conversionId the conversion
 * @param owner id of the account that has made it
 * @param createdAt when it was made
 * @param expiresAt from when on it leads nowhere
 */
@Document(Shares.COLLECTION)
public record Share(@Id String id, String tokenHash, String conversionId, String owner, Instant createdAt,
		Instant expiresAt) {
}
