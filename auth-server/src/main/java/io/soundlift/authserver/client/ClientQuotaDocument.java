package io.soundlift.authserver.client;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * Usage of an account's quota of API clients.
 *
 * @param accountId the account
 * @param ids internal ids of its clients
 * @param closedAt when the quota was closed, or null while the account may get more
 * clients
 */
@Document("client_places")
record ClientQuotaDocument(@Id String accountId, List<String> ids, @Nullable Instant closedAt) {
}
