package io.soundlift.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.soundlift.embedded.EmbeddedMailServer;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import org.jspecify.annotations.Nullable;

/**
 * An SMTP server that keeps the mails it accepts, and can be away or refuse.
 */
public final class TestMail implements AutoCloseable {

	private final List<MimeMessage> messages = new CopyOnWriteArrayList<>();

	private volatile boolean rejecting;

	private volatile int port;

	private @Nullable EmbeddedMailServer server;

	/**
	 * Start a server on a free port.
	 * @return the running server
	 */
	public static TestMail start() {
		TestMail mail = new TestMail();
		mail.restart();
		return mail;
	}

	/**
	 * Start again on the same port after {@link #stop()}.
	 */
	public synchronized void restart() {
		if (this.server == null) {
			this.server = EmbeddedMailServer.start(this.port, this::accept);
			this.port = this.server.port();
		}
	}

	/**
	 * Refuse connections until {@link #restart()}. Mails received so far are kept.
	 */
	public synchronized void stop() {
		if (this.server != null) {
			this.server.close();
			this.server = null;
		}
	}

	/**
	 * Return the address this server listens on.
	 * @return the host, an IP address
	 */
	public String host() {
		return "127.0.0.1";
	}

	/**
	 * Return the port this server listens on, also while it is stopped.
	 * @return the TCP port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Answer each mail with 451, a transient error, or accept again.
	 * @param reject whether to refuse mails
	 */
	public void reject(boolean reject) {
		this.rejecting = reject;
	}

	/**
	 * Return the mails accepted so far, one per recipient.
	 * @return the mails, oldest first
	 */
	public List<MimeMessage> messages() {
		return List.copyOf(this.messages);
	}

	/**
	 * Forget the mails accepted so far.
	 */
	public void clear() {
		this.messages.clear();
	}

	@Override
	public void close() {
		stop();
	}

	private void accept(MimeMessage message) {
		if (this.rejecting) {
			throw new IllegalStateException("The test told this server to refuse mails");
		}
		try {
			// a copy: the server goes on using its own
			this.messages.add(new MimeMessage(message));
		}
		catch (MessagingException ex) {
			throw new UncheckedIOException(new IOException("Unable to read the mail", ex));
		}
	}

}
