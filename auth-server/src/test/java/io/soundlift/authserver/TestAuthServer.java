package io.soundlift.authserver;

import java.util.HashMap;
import java.util.Map;

import io.soundlift.authserver.account.QuickPasswordHashing;
import io.soundlift.testsupport.FreePort;
import io.soundlift.testsupport.TestMail;
import io.soundlift.testsupport.TestMongo;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An authorization server as it runs in production, on a free port, that can be stopped
 * and started again on the same database and address.
 */
public final class TestAuthServer implements AutoCloseable {

	/** Address of the first account. */
	public static final String EMAIL = "first@example.com";

	/** Password of the first account. */
	public static final String PASSWORD = "a long password";

	/** Id of the first account's API client. */
	public static final String CLIENT_ID = "first-client";

	/** Secret of the first account's API client. */
	public static final String CLIENT_SECRET = "a-long-client-secret";

	/** The key that encrypts what is stored. */
	public static final String ENCRYPTION_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

	/** Secret of the web client, which is the gateway. */
	public static final String WEB_SECRET = "a-secret-of-the-web-client";

	/** Secret with which the gateway tells the client's address. */
	public static final String FORWARDING_SECRET = "a-secret-of-who-forwards";

	private static @Nullable TestAuthServer shared;

	private final Map<String, Object> properties = new HashMap<>();

	private final TestMail mail = TestMail.start();

	private final String publicUrl;

	private final Class<?>[] added;

	private @Nullable ConfigurableApplicationContext context;

	private TestAuthServer(Map<String, Object> properties, Class<?>... added) {
		this.added = added;
		int port = FreePort.find();
		this.publicUrl = "http://127.0.0.1:" + port;
		this.properties.put("server.port", port);
		this.properties.put("server.address", "127.0.0.1");
		this.properties.put("management.server.port", 0);
		this.properties.put("spring.cloud.config.enabled", false);
		this.properties.put("spring.mongodb.uri", TestMongo.uri());
		this.properties.put("spring.mongodb.database", TestMongo.databaseName());
		this.properties.put("spring.mail.host", this.mail.host());
		this.properties.put("spring.mail.port", this.mail.port());
		this.properties.put("soundlift.auth-server.public-url", this.publicUrl);
		this.properties.put("soundlift.auth-server.encryption-key", ENCRYPTION_KEY);
		this.properties.put("soundlift.auth-server.forwarding-secret", FORWARDING_SECRET);
		this.properties.put("soundlift.auth-server.mail-from", "soundlift@example.com");
		this.properties.put("soundlift.auth-server.first-account.email", EMAIL);
		this.properties.put("soundlift.auth-server.first-account.password", PASSWORD);
		this.properties.put("soundlift.auth-server.first-account.client-id", CLIENT_ID);
		this.properties.put("soundlift.auth-server.first-account.client-secret", CLIENT_SECRET);
		this.properties.put("soundlift.auth-server.clients.soundlift-web.secret", WEB_SECRET);
		this.properties.putAll(properties);
	}

	/**
	 * Return the server that tests share which don't stop it and don't count what it
	 * stores.
	 * @return the running server
	 */
	public static synchronized TestAuthServer shared() {
		if (shared == null) {
			shared = start();
		}
		return shared;
	}

	/**
	 * Start a server on an empty database.
	 * @return the running server
	 */
	public static TestAuthServer start() {
		return start(Map.of());
	}

	/**
	 * Start a server on an empty database.
	 * @param properties what is set otherwise than usual
	 * @return the running server
	 */
	public static TestAuthServer start(Map<String, Object> properties) {
		return start(properties, new Class<?>[0]);
	}

	/**
	 * Start a server on an empty database that does more than usual.
	 * @param properties what is set otherwise than usual
	 * @param added classes with further beans
	 * @return the running server
	 */
	public static TestAuthServer start(Map<String, Object> properties, Class<?>... added) {
		TestAuthServer server = new TestAuthServer(properties, added);
		server.run();
		return server;
	}

	/**
	 * Return a server on the same database that is not started yet.
	 * @return another replica, with its own address
	 */
	public TestAuthServer replica() {
		return replica(Map.of());
	}

	/**
	 * Return a server on the same database that is not started yet.
	 * @param properties what is set otherwise than usual
	 * @return another replica, with its own address
	 */
	public TestAuthServer replica(Map<String, Object> properties) {
		Map<String, Object> all = new HashMap<>(properties);
		all.put("spring.mongodb.database", this.properties.getOrDefault("spring.mongodb.database", ""));
		return new TestAuthServer(all);
	}

	/**
	 * Return a server on an empty database that is not started yet.
	 * @return a server
	 */
	public static TestAuthServer stopped() {
		return new TestAuthServer(Map.of());
	}

	/**
	 * Start the server.
	 */
	public void run() {
		this.context = new SpringApplicationBuilder(AuthServerApplication.class).sources(QuickPasswordHashing.class)
			.sources(this.added)
			.run(this.properties.entrySet()
				.stream()
				.map((entry) -> "--" + entry.getKey() + "=" + entry.getValue())
				.toArray(String[]::new));
	}

	/**
	 * Stop the server and start it again.
	 */
	public void restart() {
		context().close();
		run();
	}

	/**
	 * Stop the server and start it again with other settings.
	 * @param changed what is set otherwise from now on
	 */
	public void restart(Map<String, Object> changed) {
		this.properties.putAll(changed);
		restart();
	}

	/**
	 * Return a bean of the running server.
	 * @param <T> type of the bean
	 * @param type type of the bean
	 * @return the bean
	 */
	public <T> T bean(Class<T> type) {
		return context().getBean(type);
	}

	/**
	 * Return the public address.
	 * @return an origin
	 */
	public String publicUrl() {
		return this.publicUrl;
	}

	/**
	 * Return the issuer.
	 * @return the public address and /auth
	 */
	public String issuer() {
		return this.publicUrl + "/auth";
	}

	/**
	 * Return the address of the management port.
	 * @return an origin
	 */
	public String managementUrl() {
		return "http://127.0.0.1:" + context().getEnvironment().getProperty("local.management.port");
	}

	/**
	 * Return the mail server that this server uses.
	 * @return the mail server
	 */
	public TestMail mail() {
		return this.mail;
	}

	/**
	 * Return a browser without cookies.
	 * @return a new browser
	 */
	public Browser browser() {
		return new Browser(this.publicUrl);
	}

	@Override
	public void close() {
		if (this.context != null) {
			this.context.close();
		}
		this.mail.close();
	}

	private ConfigurableApplicationContext context() {
		if (this.context == null) {
			throw new IllegalStateException("The server is not started");
		}
		return this.context;
	}

}
