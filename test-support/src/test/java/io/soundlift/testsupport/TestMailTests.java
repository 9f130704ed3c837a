package io.soundlift.testsupport;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link TestMail}.
 */
class TestMailTests {

	@Test
	void keepsMailsAcrossStopAndRestartOnTheSamePort() throws Exception {
		try (TestMail mail = TestMail.start()) {
			send(mail, "first");
			mail.stop();
			assertThatThrownBy(() -> send(mail, "nobody listens")).isInstanceOf(MessagingException.class);
			mail.restart();
			send(mail, "second");
			assertThat(mail.messages()).extracting(MimeMessage::getSubject).containsExactly("first", "second");
			mail.clear();
			assertThat(mail.messages()).isEmpty();
		}
	}

	@Test
	void refusesMailsUntilToldOtherwise() throws Exception {
		try (TestMail mail = TestMail.start()) {
			mail.reject(true);
			assertThatThrownBy(() -> send(mail, "refused")).hasMessageContaining("451");
			mail.reject(false);
			send(mail, "accepted");
			assertThat(mail.messages()).extracting(MimeMessage::getSubject).containsExactly("accepted");
		}
	}

	@Test
	void keepsMailsSilentlyUntilToldToAnswer() throws Exception {
		try (TestMail mail = TestMail.start()) {
			mail.keepSilently();
			CompletableFuture<Void> sending = Background.run(() -> sendUnchecked(mail, "kept"));
			await().until(() -> mail.messages().size() == 1);
			assertThat(sending).isNotDone();
			mail.answer();
			assertThat(sending).succeedsWithin(Duration.ofMinutes(1));
			assertThat(mail.received()).extracting((each) -> each.message().getSubject()).containsExactly("kept");
		}
	}

	private static void sendUnchecked(TestMail mail, String subject) {
		try {
			send(mail, subject);
		}
		catch (MessagingException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void send(TestMail mail, String subject) throws MessagingException {
		Properties properties = new Properties();
		properties.setProperty("mail.smtp.host", mail.host());
		properties.setProperty("mail.smtp.port", String.valueOf(mail.port()));
		MimeMessage message = new MimeMessage(Session.getInstance(properties));
		message.setFrom(new InternetAddress("from@example.org"));
		message.setRecipient(Message.RecipientType.TO, new InternetAddress("to@example.org"));
		message.setSubject(subject);
		message.setText("text");
		Transport.send(message);
	}

}
