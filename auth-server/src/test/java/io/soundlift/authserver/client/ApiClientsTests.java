package io.soundlift.authserver.client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.soundlift.authserver.Page;
import io.soundlift.authserver.TestAccounts;
import io.soundlift.authserver.TestAuthServer;
import io.soundlift.authserver.TokenEndpoint;
import io.soundlift.authserver.account.Accounts;
import io.soundlift.authserver.authorization.ClientUses;
import io.soundlift.support.Secrets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what can't be seen in a browser: many requests at once, and those that a
 * crash cut off.
 */
@Tag("database")
class ApiClientsTests {

	private static final Set<String> SCOPES = Set.copyOf(ApiScopes.ALL);

	private final TestAuthServer server = TestAuthServer.shared();

	private final ApiClients clients = this.server.bean(ApiClients.class);

	private final MongoOperations mongo = this.server.bean(MongoOperations.class);

	private final String account = TestAccounts.create(this.server, TestAccounts.newEmail(), "another password");

	@Test
	void givesExactlyTwentyClientsWhenManyAreMadeAtOnce() throws Exception {
		List<ApiClientCreation> creations = atOnce(IntStream.range(0, 40)
			.<Callable<ApiClientCreation>>mapToObj(
					(i) -> () -> this.clients.create(request(), "form " + i, "Client " + i, SCOPES))
			.toList());
		assertThat(creations).filteredOn(ApiClientCreation.Created.class::isInstance).hasSize(20);
		assertThat(this.clients.list(this.account)).hasSize(20);
		assertThat(documents()).hasSize(20);
	}

	@Test
	void givesOneClientWhenOneFormIsSentManyTimesAtOnce() throws Exception {
		Callable<ApiClientCreation> sending = () -> this.clients.create(request(), "form", "Client", SCOPES);
		List<ApiClientCreation> creations = atOnce(IntStream.range(0, 10).mapToObj((i) -> sending).toList());
		assertThat(creations).filteredOn(ApiClientCreation.Created.class::isInstance).hasSize(1);
		assertThat(this.clients.list(this.account)).hasSize(1);
	}

	@Test
	void showsOneSecretWhenItIsRotatedManyTimesAtOnce() throws Exception {
		String clientId = create().client().clientId();
		List<IssuedSecret> secrets = atOnce(IntStream.range(0, 10)
			.<Callable<Optional<IssuedSecret>>>mapToObj((i) -> () -> this.clients.rotateSecret(request(), clientId, 0))
			.toList()).stream().flatMap(Optional::stream).toList();
		assertThat(secrets).hasSize(1);
		assertThat(askForToken(secrets.get(0)).status()).isEqualTo(200);
	}

	@Test
	void keepsTokenBackWhenTheClientWasDeletedMeanwhile() {
		RegisteredClient asRead = registered(create());
		assertThat(uses().note(asRead)).isTrue();
		this.clients.delete(this.account, asRead.getClientId());
		assertThat(uses().note(asRead)).isFalse();
	}

	@Test
	void keepsTokenBackWhenTheClientLostAScopeOrGotANewSecretMeanwhile() {
		RegisteredClient wide = registered(create());
		this.clients.change(this.account, wide.getClientId(), "Client", Set.of("conversions:read"));
		assertThat(uses().note(wide)).isFalse();
		RegisteredClient narrow = Objects.requireNonNull(repository().findByClientId(wide.getClientId()));
		assertThat(uses().note(narrow)).isTrue();
		this.clients.rotateSecret(request(), wide.getClientId(), 0);
		assertThat(uses().note(narrow)).isFalse();
	}

	@Test
	void givesNoTokenToClientWhoseDeletionWasCutOffAndCompletesIt() {
		IssuedSecret issued = create();
		set(issued, "unusableSince", Instant.now());
		Page refused = askForToken(issued);
		assertThat(refused.status()).isEqualTo(401);
		assertThat(this.clients.list(this.account)).isEmpty();
		assertThat(this.clients.find(this.account, issued.client().clientId())).isEmpty();
		assertThat(this.clients.rotateSecret(request(), issued.client().clientId(), 0)).isEmpty();
		revocation().completeWhatBeganBefore(Instant.now().minusSeconds(60));
		assertThat(documents()).as("a deletion that may still run").hasSize(1);
		revocation().completeWhatBeganBefore(Instant.now().plusSeconds(60));
		assertThat(documents()).isEmpty();
		assertThat(quota()).isEmpty();
	}

	@Test
	void freesQuotaWhenTheCreationWasCutOff() {
		create();
		String id = Secrets.newId();
		this.mongo.insert(this.server.bean(ApiClientDrafts.class)
			.draft(id, request().account(), "Half made", SCOPES, "{machine-sha256}x", Instant.now()));
		this.server.bean(ClientQuota.class).reserve(this.account, id);
		assertThat(quota()).hasSize(2);
		assertThat(this.clients.list(this.account)).hasSize(1);
		revocation().completeWhatBeganBefore(Instant.now().plusSeconds(60));
		assertThat(quota()).hasSize(1);
		assertThat(this.clients.list(this.account)).hasSize(1);
	}

	@Test
	void revokesTokensWhenTheirRevocationWasCutOff() {
		IssuedSecret issued = create();
		String token = askForToken(issued).text("access_token");
		set(issued, "revokingSince", Instant.now());
		assertThat(introspect(issued, token)).contains("\"active\":true");
		revocation().completeWhatBeganBefore(Instant.now().plusSeconds(60));
		assertThat(introspect(issued, token)).contains("\"active\":false");
		assertThat(documents()).allSatisfy((document) -> assertThat(document.revokingSince()).isNull());
		assertThat(askForToken(issued).status()).isEqualTo(200);
	}

	@Test
	void revokesWhatAnEarlierChangeLeftDueEvenWhenThisOneTakesNothing() {
		IssuedSecret issued = create();
		String token = askForToken(issued).text("access_token");
		set(issued, "revokingSince", Instant.now().minusSeconds(1));
		this.clients.change(this.account, issued.client().clientId(), "Renamed", SCOPES);
		assertThat(introspect(issued, token)).contains("\"active\":false");
	}

	@Test
	void deletesAllClientsOfAnAccountAndMakesNoMore() {
		IssuedSecret issued = create();
		IssuedSecret other = created(this.clients.create(
				request(TestAccounts.create(this.server, TestAccounts.newEmail(), "another password")), "form", "Other",
				SCOPES));
		this.clients.deleteAllOf(this.account);
		this.clients.deleteAllOf(this.account);
		assertThat(askForToken(issued).status()).isEqualTo(401);
		assertThat(documents()).isEmpty();
		assertThat(this.clients.create(request(), "late", "Late", SCOPES))
			.isInstanceOf(ApiClientCreation.QuotaExhausted.class);
		assertThat(documents()).isEmpty();
		assertThat(askForToken(other).status()).isEqualTo(200);
	}

	@Test
	void doesNotMakeUsableWhatWasDeletedWhileItWasMade() {
		String id = Secrets.newId();
		this.mongo.insert(this.server.bean(ApiClientDrafts.class)
			.draft(id, request().account(), "Half made", SCOPES, "{machine-sha256}x", Instant.now()));
		this.mongo.updateFirst(Query.query(Criteria.where("_id").is(id)), Update.update("revokingSince", Instant.now()),
				ClientDocument.class);
		assertThat(this.clients.makeUsable(id)).isFalse();
	}

	@Test
	void writesTheLastUseOncePerMinute() {
		IssuedSecret issued = create();
		askForToken(issued);
		Instant first = Objects.requireNonNull(lastUsed(issued));
		askForToken(issued);
		assertThat(lastUsed(issued)).isEqualTo(first);
		set(issued, "lastUsedAt", first.minusSeconds(90));
		askForToken(issued);
		assertThat(lastUsed(issued)).isAfterOrEqualTo(first);
	}

	@Test
	void keepsSecretOutOfLogs() {
		IssuedSecret issued = create();
		assertThat(issued.secret()).startsWith("slc_").hasSize(47);
		assertThat(issued.toString()).contains(issued.client().clientId()).doesNotContain(issued.secret());
	}

	private ClientRequest request() {
		return request(this.account);
	}

	private ClientRequest request(String accountId) {
		return new ClientRequest(this.server.bean(Accounts.class).findById(accountId).orElseThrow(), "192.0.2.1");
	}

	private IssuedSecret create() {
		return created(this.clients.create(request(), Secrets.newToken(), "Client", SCOPES));
	}

	private static IssuedSecret created(ApiClientCreation creation) {
		assertThat(creation).isInstanceOf(ApiClientCreation.Created.class);
		return ((ApiClientCreation.Created) creation).issued();
	}

	private RegisteredClient registered(IssuedSecret issued) {
		return Objects.requireNonNull(repository().findByClientId(issued.client().clientId()));
	}

	private RegisteredClientRepository repository() {
		return this.server.bean(RegisteredClientRepository.class);
	}

	private ClientUses uses() {
		return this.server.bean(ClientUses.class);
	}

	private ClientRevocation revocation() {
		return this.server.bean(ClientRevocation.class);
	}

	private @Nullable Instant lastUsed(IssuedSecret issued) {
		return this.clients.find(this.account, issued.client().clientId()).orElseThrow().lastUsedAt();
	}

	private List<ClientDocument> documents() {
		return this.mongo.find(Query.query(Criteria.where("owner").is(this.account)), ClientDocument.class);
	}

	private List<String> quota() {
		return Objects.requireNonNull(this.mongo.findById(this.account, ClientQuotaDocument.class)).ids();
	}

	private void set(IssuedSecret issued, String field, Instant value) {
		this.mongo.updateFirst(Query.query(Criteria.where("clientId").is(issued.client().clientId())),
				Update.update(field, value), ClientDocument.class);
	}

	private Page askForToken(IssuedSecret issued) {
		return new TokenEndpoint(this.server).ask(issued.client().clientId(), issued.secret(), "grant_type",
				"client_credentials");
	}

	private String introspect(IssuedSecret issued, String token) {
		return this.server.browser()
			.post("/auth/oauth2/introspect", Map.of("token", token), "Authorization",
					TokenEndpoint.basic(issued.client().clientId(), issued.secret()))
			.body();
	}

	private static <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(calls.size());
		try {
			List<T> results = new ArrayList<>();
			for (Future<T> result : executor.invokeAll(calls)) {
				results.add(result.get());
			}
			return results;
		}
		finally {
			executor.shutdownNow();
		}
	}

}
