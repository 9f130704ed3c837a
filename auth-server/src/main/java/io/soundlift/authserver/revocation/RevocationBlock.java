package io.soundlift.authserver.revocation;

import java.time.Instant;
import java.util.List;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A part of the log of revocations.
 *
 * @param id number of the block; consecutive
 * @param count number of entries
 * @param entries revocations as lines, in the order in which they were written
 * @param expiresAt when the last token of any entry expires
 */
@Document("revocation_blocks")
record RevocationBlock(@Id long id, int count, List<String> entries, Instant expiresAt) {
}
