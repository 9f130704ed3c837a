package io.soundlift.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.soundlift.embedded.EmbeddedMailServer;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import org.jspecify.annotations.Nullable;

/**
 * An SMTP server that keeps the mails it accepts, and can be away, refuse, or answer too
 * late.
 */
public final class TestMail implements AutoCloseable {

	/** Longer than any client waits. */
	private static final Duration ETERNITY = Duration.ofMinutes(10);

	private final List<ReceivedMail> received = new CopyOnWriteArrayList<>();

	private volatile CountDownLatch answers = new CountDownLatch(0);

	private volatile boolean rejecting;

	/** One that no client is given while the server is away. */
	private final int port = FreePort.find();

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
			this.server = EmbeddedMailServer.start(this.port, null, this::accept);
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
	 * Keep mails without an answer to their senders, until {@link #answer()}.
	 */
	public void keepSilently() {
		this.answers = new CountDownLatch(1);
	}

	/**
	 * Answer again, also those that wait.
	 */
	public void answer() {
		this.answers.countDown();
	}

	/**
	 * Return the mails accepted so far, one per recipient.
	 * @return the mails, oldest first
	 */
	public List<MimeMessage> messages() {
		return this.received.stream().map(ReceivedMail::message).toList();
	}

	/**
	 * Return the mails accepted so far with the times at which they came.
	 * @return the mails, oldest first, one per recipient
	 */
	public List<ReceivedMail> received() {
		return List.copyOf(this.received);
	}

	/**
	 * Forget the mails accepted so far.
	 */
	public void clear() {
		this.received.clear();
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
			this.received.add(new ReceivedMail(Instant.now(), new MimeMessage(message)));
			this.answers.await(ETERNITY.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (MessagingException ex) {
			throw new UncheckedIOException(new IOException("Unable to read the mail", ex));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Stopped before the answer", ex);
		}
	}

}
