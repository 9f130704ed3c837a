package io.soundlift.cli.local;

import java.util.function.Consumer;

import io.soundlift.embedded.EmbeddedBroker;
import io.soundlift.embedded.EmbeddedMailServer;
import io.soundlift.embedded.EmbeddedMongo;
import io.soundlift.embedded.ServerLogin;
import org.jspecify.annotations.Nullable;

/**
 * The database, the broker and the mail server of a local system: embedded in this
 * process unless an external one was specified.
 */
final class Backends implements AutoCloseable {

	/** Name of the one user of each embedded server. */
	private static final String USER = "soundlift";

	private final Backend<String> mongo;

	private final Backend<String> broker;

	private final Backend<SmtpAddress> mailServer;

	/**
	 * Starts the backends in the background, all at the same time.
	 */
	Backends(UpOptions options, DataFolder data, ServiceSecrets secrets, Consumer<String> printer) {
		SmtpAddress smtp = (options.smtpUrl() != null) ? SmtpAddress.parse(options.smtpUrl()) : null;
		this.mongo = mongo(options.mongoUri(), data, secrets, printer);
		this.broker = broker(options.rabbitUri(), secrets, printer);
		this.mailServer = mailServer(smtp, secrets, printer);
	}

	private static Backend<String> mongo(@Nullable String given, DataFolder data, ServiceSecrets secrets,
			Consumer<String> printer) {
		if (given != null) {
			printer.accept("Using the database of --mongo-uri or SOUNDLIFT_MONGODB_URI");
			return Backend.elsewhere(given);
		}
		return Backend.start(() -> {
			EmbeddedMongo mongo = EmbeddedMongo.start(data.mongoFile(), 0,
					new ServerLogin(USER, secrets.databasePassword()));
			return new Backend.Server<>(mongo.uri(), mongo::close);
		});
	}

	private static Backend<String> broker(@Nullable String given, ServiceSecrets secrets, Consumer<String> printer) {
		if (given != null) {
			printer.accept("Using the broker of --rabbit-uri or SOUNDLIFT_RABBIT_URI");
			// the default virtual host as encoded by the AMQP URI specification; Spring
			// Boot does not decode it, and uses it when there is none
			return Backend.elsewhere(given.replaceFirst("(?i)/%2f$", ""));
		}
		return Backend.start(() -> {
			EmbeddedBroker broker = EmbeddedBroker.start(0, USER, secrets.brokerPassword());
			return new Backend.Server<>(broker.uri(), broker::close);
		});
	}

	private static Backend<SmtpAddress> mailServer(@Nullable SmtpAddress given, ServiceSecrets secrets,
			Consumer<String> printer) {
		if (given != null) {
			printer.accept("Using the mail server of --smtp-url or SOUNDLIFT_SMTP_URL");
			return Backend.elsewhere(given);
		}
		return Backend.start(() -> {
			ServerLogin login = new ServerLogin(USER, secrets.mailPassword());
			EmbeddedMailServer mail = EmbeddedMailServer.start(0, login, new MailPrinter(printer));
			return new Backend.Server<>(
					new SmtpAddress(mail.host(), mail.port(), login.username(), login.password(), false, false),
					mail::close);
		});
	}

	/**
	 * Waits until all backends have started.
	 * @throws RuntimeException if one could not be started
	 */
	void await() {
		this.mongo.address();
		this.broker.address();
		this.mailServer.address();
	}

	/**
	 * Whether all backends have started.
	 */
	boolean areStarted() {
		return this.mongo.isStarted() && this.broker.isStarted() && this.mailServer.isStarted();
	}

	/**
	 * Returns the address of the database, once it has started; the other methods do
	 * likewise.
	 */
	String mongoUri() {
		return this.mongo.address();
	}

	String rabbitUri() {
		return this.broker.address();
	}

	SmtpAddress smtp() {
		return this.mailServer.address();
	}

	/**
	 * Stops the embedded ones.
	 */
	@Override
	public void close() {
		this.mailServer.close();
		this.broker.close();
		this.mongo.close();
	}

}
