package io.soundlift.embedded;

import java.util.function.Consumer;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;

/**
 * An SMTP server on the loopback interface, in this process, that accepts every mail and
 * hands it to a consumer. It keeps none and delivers none.
 */
public final class EmbeddedMailServer implements AutoCloseable {

	private static final String HOST = "127.0.0.1";

	private final GreenMail greenMail;

	private EmbeddedMailServer(GreenMail greenMail) {
		this.greenMail = greenMail;
	}

	/**
	 * Start a server.
	 * @param port the TCP port to listen on, 0 for a free one
	 * @param onMail called once per accepted mail and recipient, on the connection's
	 * thread and before the sender hears of it; what it throws makes the server answer
	 * 451, so that the sender tries again
	 * @return the running server
	 * @throws IllegalStateException if the port is in use
	 */
	public static EmbeddedMailServer start(int port, Consumer<MimeMessage> onMail) {
		GreenMail greenMail = new GreenMail(new ServerSetup(port, HOST, ServerSetup.PROTOCOL_SMTP));
		greenMail.getUserManager().setMessageDeliveryHandler((mail, recipient) -> {
			onMail.accept(mail.getMessage());
			return new Recipient(recipient.getEmail());
		});
		greenMail.start();
		return new EmbeddedMailServer(greenMail);
	}

	/**
	 * Return the address this server listens on.
	 * @return the host, an IP address
	 */
	public String host() {
		return HOST;
	}

	/**
	 * Return the port this server listens on.
	 * @return the TCP port
	 */
	public int port() {
		return this.greenMail.getSmtp().getPort();
	}

	/**
	 * Stop accepting mail.
	 */
	@Override
	public void close() {
		this.greenMail.stop();
	}

}
