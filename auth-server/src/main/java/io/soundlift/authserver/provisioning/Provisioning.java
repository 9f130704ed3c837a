package io.soundlift.authserver.provisioning;

import java.time.Clock;
import java.util.Optional;

import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.account.Accounts;
import io.soundlift.authserver.account.Passwords;
import io.soundlift.authserver.client.ApiClientDrafts;
import io.soundlift.authserver.client.ApiScopes;
import io.soundlift.authserver.token.ClientOwner;
import io.soundlift.start.MongoStart;
import io.soundlift.support.Secrets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Component;

/**
 * Creation of what must exist before the service is ready: the configured clients, and
 * the first account with its API client. The account and its client are never updated,
 * since their owner may have changed them on purpose.
 */
@Component
final class Provisioning implements ApplicationRunner {

	private static final Logger logger = LoggerFactory.getLogger(Provisioning.class);

	private final AuthServerProperties properties;

	private final Accounts accounts;

	private final RegisteredClientRepository clients;

	private final PasswordEncoder passwordEncoder;

	private final ClientProvisioning configuredClients;

	private final ApiClientDrafts drafts;

	private final Clock clock;

	Provisioning(AuthServerProperties properties, Accounts accounts, RegisteredClientRepository clients,
			PasswordEncoder passwordEncoder, ClientProvisioning configuredClients, ApiClientDrafts drafts,
			Clock clock) {
		this.properties = properties;
		this.accounts = accounts;
		this.clients = clients;
		this.passwordEncoder = passwordEncoder;
		this.configuredClients = configuredClients;
		this.drafts = drafts;
		this.clock = clock;
	}

	@Override
	public void run(ApplicationArguments args) {
		MongoStart.run(this::provision);
	}

	private void provision() {
		this.configuredClients.provision();
		AuthServerProperties.FirstAccount first = this.properties.firstAccount();
		if (!first.email().isBlank()) {
			Account account = findOrCreate(first);
			if (!first.clientId().isBlank()) {
				provisionClient(first, account);
			}
		}
	}

	private Account findOrCreate(AuthServerProperties.FirstAccount first) {
		Optional<Account> existing = this.accounts.findByEmail(first.email());
		if (existing.isEmpty()) {
			existing = this.accounts.create(first.email(), Passwords.encode(this.passwordEncoder, first.password()))
				.or(() -> this.accounts.findByEmail(first.email()));
		}
		Account account = existing
			.orElseThrow(() -> new IllegalStateException("The first account was deleted while it was being made"));
		if (!this.passwordEncoder.matches(first.password(), account.passwordHash())) {
			logger.warn("The first account has another password than soundlift.auth-server.first-account.password; "
					+ "the account's own stays in force");
		}
		return account;
	}

	private void provisionClient(AuthServerProperties.FirstAccount first, Account account) {
		RegisteredClient client = this.clients.findByClientId(first.clientId());
		if (client == null) {
			saveIfAbsent(this.drafts.ownedBy(account.id(), Secrets.newId())
				.clientId(first.clientId())
				.clientName("First API client")
				.clientIdIssuedAt(this.clock.instant())
				.clientSecret(Passwords.encode(this.passwordEncoder, first.clientSecret()))
				.scopes((scopes) -> scopes.addAll(ApiScopes.ALL))
				.build());
			return;
		}
		if (!ClientOwner.of(client).filter(account.id()::equals).isPresent()) {
			logger.warn("API client '{}' exists and is not owned by the first account", first.clientId());
		}
		if (!this.passwordEncoder.matches(first.clientSecret(), client.getClientSecret())) {
			logger.warn("API client '{}' has another secret than soundlift.auth-server.first-account.client-secret; "
					+ "the client's own stays in force", first.clientId());
		}
	}

	private void saveIfAbsent(RegisteredClient client) {
		if (this.clients.findByClientId(client.getClientId()) != null) {
			return;
		}
		try {
			this.clients.save(client);
			logger.info("Registered client '{}'", client.getClientId());
		}
		catch (DuplicateKeyException ex) {
			logger.info("Another replica registered client '{}'", client.getClientId());
		}
	}

}
