package io.soundlift.embedded;

import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link EmbeddedMailServer}.
 */
class EmbeddedMailServerTests {

	@Test
	void handsOverEachMail() throws Exception {
		List<String> received = new CopyOnWriteArrayList<>();
		try (EmbeddedMailServer server = EmbeddedMailServer.start(0, (mail) -> received.add(describe(mail)))) {
			send(server, "Grüße");
			send(server, "second");
		}
		assertThat(received).containsExactly("from@example.org to@example.org Grüße text",
				"from@example.org to@example.org second text");
	}

	@Test
	void tellsSenderToTryAgainWhenConsumerFails() throws Exception {
		try (EmbeddedMailServer server = EmbeddedMailServer.start(0, (mail) -> {
			throw new IllegalStateException("not now");
		})) {
			assertThatThrownBy(() -> send(server, "refused")).isInstanceOf(MessagingException.class)
				.hasMessageContaining("451");
		}
	}

	private static String describe(MimeMessage mail) {
		try {
			return mail.getFrom()[0] + " " + mail.getAllRecipients()[0] + " " + mail.getSubject() + " "
					+ mail.getContent();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void send(EmbeddedMailServer server, String subject) throws MessagingException {
		Properties properties = new Properties();
		properties.setProperty("mail.smtp.host", server.host());
		properties.setProperty("mail.smtp.port", String.valueOf(server.port()));
		MimeMessage message = new MimeMessage(Session.getInstance(properties));
		message.setFrom(new InternetAddress("from@example.org"));
		message.setRecipient(Message.RecipientType.TO, new InternetAddress("to@example.org"));
		message.setSubject(subject, "UTF-8");
		message.setText("text");
		Transport.send(message);
	}

}
