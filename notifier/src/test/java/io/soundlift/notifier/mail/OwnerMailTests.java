package io.soundlift.notifier.mail;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;

import io.soundlift.notifier.TestConversion;
import io.soundlift.testsupport.TestMail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mail.javamail.JavaMailSenderImpl;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OwnerMail} with mail servers that answer in every way.
 */
class OwnerMailTests {

	@Test
	void isAcceptedByMailServer() {
		try (TestMail server = TestMail.start()) {
			assertThat(send(server.port(), TestConversion.completed())).isInstanceOf(Delivery.Accepted.class);
			assertThat(server.messages()).hasSize(1);
		}
	}

	@ParameterizedTest
	@CsvSource({ "RCPT, 550 5.1.1 No such user here", "RCPT, 553 5.1.3 Bad mailbox", "., 554 5.7.1 Content refused",
			"DATA, 554 5.5.1 No" })
	void isRefusedWhenReplyIsFinal(String command, String reply) throws IOException {
		assertThat(sendTo(Map.of(command, reply))).isInstanceOfSatisfying(Delivery.Refused.class,
				(refused) -> assertThat(refused.reason()).contains(reply));
	}

	@ParameterizedTest
	@CsvSource({ "RCPT, 450 4.2.1 Mailbox busy", "RCPT, 452 4.2.2 Mailbox full", "., 451 4.3.0 Local error",
			"DATA, 421 4.3.2 Going down", "MAIL, 550 5.7.1 Sender not allowed", "MAIL, 530 5.7.0 Log in first",
			"EHLO, 421 4.3.2 Too busy" })
	void isPostponedWhenTroubleMayPass(String command, String reply) throws IOException {
		assertThat(sendTo(Map.of(command, reply, "HELO", "421 4.3.2 Too busy"))).isInstanceOfSatisfying(
				Delivery.Postponed.class, (postponed) -> assertThat(postponed.reason()).isNotBlank());
	}

	@Test
	void isPostponedWhenMailServerIsAway() {
		TestMail server = TestMail.start();
		server.stop();
		assertThat(send(server.port(), TestConversion.completed())).isInstanceOfSatisfying(Delivery.Postponed.class,
				(postponed) -> assertThat(postponed.reason()).contains("Connect"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "nobody", "a@example.com,b@example.com", "a@example.com, b@example.com",
			"A <a@example.com>", "<a@example.com>", "team: a@example.com;", "a@example.com\r\nBcc: b@example.com",
			"a@example.com\nBcc: b@example.com", "a b@example.com", "a@example.com\t", "@example.com", "a@" })
	void isRefusedWhenAddressIsNotExactlyOne(String address) throws IOException {
		try (SmtpScript server = SmtpScript.start(Map.of())) {
			assertThat(send(server.port(), TestConversion.completed().email(address)))
				.isInstanceOf(Delivery.Refused.class);
			assertThat(server.commands()).isEmpty();
		}
	}

	private static Delivery sendTo(Map<String, String> replies) throws IOException {
		try (SmtpScript server = SmtpScript.start(replies)) {
			return send(server.port(), TestConversion.completed());
		}
	}

	private static Delivery send(int port, TestConversion conversion) {
		JavaMailSenderImpl sender = new JavaMailSenderImpl();
		sender.setHost("127.0.0.1");
		sender.setPort(port);
		sender.getJavaMailProperties().put("mail.smtp.timeout", "10000");
		MailComposer composer = new MailComposer(URI.create("https://soundlift.example"), "no-reply@soundlift.example",
				Clock.systemUTC());
		return new OwnerMail(sender, composer).send("id:completed", List.of(conversion.build()), "token");
	}

}
