package io.soundlift.embedded;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

import jakarta.mail.internet.MimeMessage;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/**
 * An SMTP server on the loopback interface, in this process, that passes each mail to a
 * consumer. It neither stores nor delivers mails.
 */
public final class EmbeddedMailServer implements AutoCloseable {

	private static final InetAddress HOST = InetAddress.getLoopbackAddress();

	/** Greatest number of concurrent connections, each of which has a thread. */
	private static final int MAX_CONNECTIONS = 64;

	/** Our mails have some 10 KiB. */
	private static final int MAX_MAIL_BYTES = 1024 * 1024;

	private static final int MAX_RECIPIENTS = 10;

	/** Time without a byte from the client. */
	private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);

	private final SMTPServer server;

	private final ExecutorService executor;

	private final int port;

	private EmbeddedMailServer(SMTPServer server, ExecutorService executor, int port) {
		this.server = server;
		this.executor = executor;
		this.port = port;
	}

	/**
	 * Starts a server.
	 * @param port the TCP port to listen on, 0 for a free one
	 * @param login the only user, who must authenticate before sending (RFC 4954);
	 * {@code null} accepts mails without authentication
	 * @param onMail called once per accepted mail and recipient, on the connection's
	 * thread and before the reply to the sender; if it throws, the server replies 451, so
	 * that the sender retries
	 * @return the running server
	 * @throws IllegalStateException if the port is in use
	 */
	public static EmbeddedMailServer start(int port, @Nullable ServerLogin login, Consumer<MimeMessage> onMail) {
		ExecutorService executor = Executors.newCachedThreadPool();
		SMTPServer.Builder builder = SMTPServer.port(port)
			.bindAddress(HOST)
			.hostName("localhost")
			.softwareName("Soundlift")
			.insertReceivedHeaders(false)
			.executorService(executor)
			.maxConnections(MAX_CONNECTIONS)
			.connectionTimeoutMs((int) IDLE_TIMEOUT.toMillis())
			.maxMessageSize(MAX_MAIL_BYTES)
			.maxRecipients(MAX_RECIPIENTS)
			.messageHandlerFactory((context) -> new MailHandler(onMail, MAX_MAIL_BYTES));
		if (login != null) {
			builder.requireAuth().authenticationHandlerFactory(authentication(login));
		}
		SMTPServer server = builder.build();
		try {
			server.start();
		}
		catch (RuntimeException ex) {
			throw new IllegalStateException("Unable to start the embedded mail server on port " + port, ex);
		}
		return new EmbeddedMailServer(server, executor, (port != 0) ? port : server.getPortAllocated());
	}

	private static EasyAuthenticationHandlerFactory authentication(ServerLogin login) {
		return new EasyAuthenticationHandlerFactory((username, password, context) -> {
			boolean known = login.username().equals(username);
			if (!known || !MessageDigest.isEqual(bytes(login.password()), bytes(password))) {
				throw new LoginFailedException();
			}
		});
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Returns the address this server listens on.
	 * @return the host, an IP address
	 */
	public String host() {
		return HOST.getHostAddress();
	}

	/**
	 * Returns the port this server listens on.
	 * @return the TCP port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Stops accepting mail, and interrupts the consumer.
	 */
	@Override
	public void close() {
		// first: the server waits for its sessions without a limit
		this.executor.shutdownNow();
		this.server.stop();
	}

}
