package io.soundlift.authserver.client;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * The places for clients that an account has taken.
 *
 * @param accountId the account
 * @param ids internal ids of its clients
 * @param closedAt when the account got its last place, or null while it may get more
 */
@Document("client_places")
record ClientPlacesDocument(@Id String accountId, List<String> ids, @Nullable Instant closedAt) {
}
