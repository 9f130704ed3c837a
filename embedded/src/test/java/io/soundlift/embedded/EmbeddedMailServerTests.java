package io.soundlift.embedded;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

/**
 * Tests for {@link EmbeddedMailServer}.
 */
class EmbeddedMailServerTests {

	private static final ServerLogin LOGIN = new ServerLogin("soundlift", "secret");

	@Test
	void handsOverEachMail() throws Exception {
		List<String> received = new CopyOnWriteArrayList<>();
		try (EmbeddedMailServer server = EmbeddedMailServer.start(0, null, (mail) -> received.add(describe(mail)))) {
			send(server, "Grüße");
			send(server, "second");
		}
		assertThat(received).containsExactly("from@example.org to@example.org Grüße text",
				"from@example.org to@example.org second text");
	}

	@Test
	void tellsSenderToTryAgainWhenConsumerFails() throws Exception {
		try (EmbeddedMailServer server = EmbeddedMailServer.start(0, null, (mail) -> {
			throw new IllegalStateException("not now");
		})) {
			assertThatThrownBy(() -> send(server, "refused")).isInstanceOf(MessagingException.class)
				.hasMessageContaining("451");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "MAIL FROM:<a@example.org>", "RCPT TO:<b@example.org>", "DATA", "BDAT 1 LAST", "VRFY a",
			"EXPN a" })
	void refusesCommandWithoutCredentials(String command) throws Exception {
		try (EmbeddedMailServer server = EmbeddedMailServer.start(0, LOGIN, (mail) -> fail("A mail came through"));
				SmtpClient client = new SmtpClient(server.port())) {
			assertThat(client.say("EHLO neighbour")).contains("AUTH").startsWith("250");
			assertThat(client.say(command)).startsWith("5");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "soundlift:wrong", "soundlift:", ":secret", "root:secret", "soundlift:secret2" })
	void refusesOtherCredentials(String credentials) throws Exception {
		try (EmbeddedMailServer server = EmbeddedMailServer.start(0, LOGIN, (mail) -> fail("A mail came through"));
				SmtpClient client = new SmtpClient(server.port())) {
			client.say("EHLO neighbour");
			String initial = Base64.getEncoder()
				.encodeToString(("\0" + credentials.replace(':', '\0')).getBytes(StandardCharsets.UTF_8));
			assertThat(client.say("AUTH PLAIN " + initial)).startsWith("535");
			assertThat(client.say("MAIL FROM:<a@example.org>")).startsWith("530");
		}
	}

	@Test
	void takesMailOfAuthenticatedSender() throws Exception {
		List<String> received = new CopyOnWriteArrayList<>();
		try (EmbeddedMailServer server = EmbeddedMailServer.start(0, LOGIN, (mail) -> received.add(describe(mail)))) {
			send(server, "known", LOGIN);
			assertThatThrownBy(() -> send(server, "unknown", null)).isInstanceOf(MessagingException.class);
		}
		assertThat(received).containsExactly("from@example.org to@example.org known text");
	}

	@Test
	void closesConnectionWhenLineIsEndless() throws Exception {
		try (EmbeddedMailServer server = EmbeddedMailServer.start(0, LOGIN, (mail) -> {
		}); SmtpClient client = new SmtpClient(server.port())) {
			client.say("EHLO neighbour");
			assertThat(client.say("AUTH PLAIN " + "A".repeat(2000))).startsWith("5");
			assertThat(client.isClosedByServer()).isTrue();
		}
	}

	@Test
	void closesWhileConsumerIsBusy() throws Exception {
		CountDownLatch taken = new CountDownLatch(1);
		EmbeddedMailServer server = EmbeddedMailServer.start(0, null, (mail) -> {
			taken.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
			try {
				send(server, "slow");
			}
			catch (MessagingException ex) {
				throw new IllegalStateException(ex);
			}
		}, EmbeddedMailServerTests::inOwnThread);
		taken.await();
		assertThat(CompletableFuture.runAsync(server::close, EmbeddedMailServerTests::inOwnThread))
			.succeedsWithin(Duration.ofMinutes(1));
		Awaitility.await().until(sending::isDone);
	}

	@Test
	void refusesLargeMail() throws Exception {
		try (EmbeddedMailServer server = EmbeddedMailServer.start(0, null, (mail) -> fail("A mail came through"))) {
			assertThatThrownBy(() -> send(server, "x".repeat(1_100_000))).isInstanceOf(MessagingException.class);
		}
	}

	private static String describe(MimeMessage mail) {
		try {
			return mail.getFrom()[0] + " " + mail.getAllRecipients()[0] + " " + mail.getSubject() + " "
					+ mail.getContent().toString().strip();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void send(EmbeddedMailServer server, String subject) throws MessagingException {
		send(server, subject, null);
	}

	private static void send(EmbeddedMailServer server, String subject, @Nullable ServerLogin login)
			throws MessagingException {
		Properties properties = new Properties();
		properties.setProperty("mail.smtp.host", server.host());
		properties.setProperty("mail.smtp.port", String.valueOf(server.port()));
		MimeMessage message = new MimeMessage(Session.getInstance(properties));
		message.setFrom(new InternetAddress("from@example.org"));
		message.setRecipient(Message.RecipientType.TO, new InternetAddress("to@example.org"));
		message.setSubject(subject, "UTF-8");
		message.setText("text");
		if (login != null) {
			Transport.send(message, login.username(), login.password());
		}
		else {
			Transport.send(message);
		}
	}

	private static void inOwnThread(Runnable work) {
		Thread thread = new Thread(work, "background");
		thread.setDaemon(true);
		thread.start();
	}

}
