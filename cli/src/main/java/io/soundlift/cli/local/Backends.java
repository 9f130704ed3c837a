package io.soundlift.cli.local;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

import io.soundlift.embedded.EmbeddedBroker;
import io.soundlift.embedded.EmbeddedMailServer;
import io.soundlift.embedded.EmbeddedMongo;
import io.soundlift.embedded.EmbeddedTraces;
import io.soundlift.embedded.Login;
import org.jspecify.annotations.Nullable;

/**
 * The database, the broker, the mail server and the store for traces of a local system:
 * embedded in this process where no real one was named.
 */
final class Backends implements AutoCloseable {

	/** Name of the one user of each embedded server. */
	private static final String USER = "soundlift";

	private final Deque<Runnable> closers = new ArrayDeque<>();

	private final String mongoUri;

	private final String rabbitUri;

	private final SmtpAddress smtp;

	private final TraceAddress traces;

	Backends(UpOptions options, DataFolder data, Secrets secrets, Consumer<String> printer) {
		boolean started = false;
		try {
			this.mongoUri = mongoUri(options.mongoUri(), data, secrets, printer);
			this.rabbitUri = rabbitUri(options.rabbitUri(), secrets, printer);
			this.smtp = smtp(options.smtpUrl(), secrets, printer);
			this.traces = traces(options);
			started = true;
		}
		finally {
			if (!started) {
				close();
			}
		}
	}

	private String mongoUri(@Nullable String given, DataFolder data, Secrets secrets, Consumer<String> printer) {
		if (given != null) {
			printer.accept("Using the database of --mongo-uri or SOUNDLIFT_MONGODB_URI");
			return given;
		}
		EmbeddedMongo mongo = EmbeddedMongo.start(data.mongoFile(), 0, new Login(USER, secrets.databasePassword()));
		this.closers.push(mongo::close);
		return mongo.uri();
	}

	private String rabbitUri(@Nullable String given, Secrets secrets, Consumer<String> printer) {
		if (given != null) {
			printer.accept("Using the broker of --rabbit-uri or SOUNDLIFT_RABBIT_URI");
			// the default virtual host as the AMQP URI specification writes it; Spring
			// Boot does
			// not decode it and takes it when there is none
			return given.replaceFirst("(?i)/%2f$", "");
		}
		EmbeddedBroker broker = EmbeddedBroker.start(0, USER, secrets.brokerPassword());
		this.closers.push(broker::close);
		return broker.uri();
	}

	private SmtpAddress smtp(@Nullable String given, Secrets secrets, Consumer<String> printer) {
		if (given != null) {
			printer.accept("Using the mail server of --smtp-url or SOUNDLIFT_SMTP_URL");
			return SmtpAddress.parse(given);
		}
		Login login = new Login(USER, secrets.mailPassword());
		EmbeddedMailServer mail = EmbeddedMailServer.start(0, login, new MailPrinter(printer));
		this.closers.push(mail::close);
		return new SmtpAddress(mail.host(), mail.port(), login.username(), login.password(), false, false);
	}

	private TraceAddress traces(UpOptions options) {
		String endpoint = options.otlpEndpoint();
		if (endpoint != null) {
			return TraceAddress.elsewhere(endpoint, options.tempoUrl());
		}
		// nobody needs to know these but this process and its children
		String writeToken = Secrets.newPassword();
		String readToken = Secrets.newPassword();
		EmbeddedTraces embedded = EmbeddedTraces.start(0, new EmbeddedTraces.Access(writeToken, readToken));
		this.closers.push(embedded::close);
		return TraceAddress.here(embedded.otlpEndpoint(), writeToken, embedded.url(), readToken);
	}

	String mongoUri() {
		return this.mongoUri;
	}

	String rabbitUri() {
		return this.rabbitUri;
	}

	SmtpAddress smtp() {
		return this.smtp;
	}

	TraceAddress traces() {
		return this.traces;
	}

	@Override
	public void close() {
		while (!this.closers.isEmpty()) {
			this.closers.pop().run();
		}
	}

}
