package io.soundlift.authserver.client;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * What an account uses of its quota of API clients.
 *
 * @param accountId the account
 * @param ids internal ids of its clients
 * @param closedAt when the account got its last client, or null while it may get more
 */
@Document("client_places")
record ClientQuotaDocument(@Id String accountId, List<String> ids, @Nullable Instant closedAt) {
}
