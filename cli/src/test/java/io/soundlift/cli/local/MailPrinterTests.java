package io.soundlift.cli.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MailPrinter}.
 */
class MailPrinterTests {

	private final List<String> printed = new ArrayList<>();

	@Test
	void printsTheTextPart() throws Exception {
		MimeMultipart alternatives = new MimeMultipart("alternative");
		alternatives.addBodyPart(part("The text\r\nof the mail", "text/plain; charset=UTF-8"));
		alternatives.addBodyPart(part("<p>The page</p>", "text/html; charset=UTF-8"));
		MimeMessage mail = mail("Grüße");
		mail.setContent(alternatives);
		mail.saveChanges();
		new MailPrinter(this.printed::add).accept(mail);
		assertThat(this.printed).singleElement()
			.asString()
			.contains("From:    Soundlift <from@example.org>")
			.contains("To:      to@example.org")
			.contains("Subject: Grüße")
			.contains("The text\nof the mail")
			.doesNotContain("<p>");
	}

	@Test
	void keepsControlCharactersFromTheTerminal() throws Exception {
		MimeMessage mail = mail("\u001b[2Jcleared");
		mail.setText("a \u001b]0;title\u0007 b", "UTF-8");
		mail.saveChanges();
		new MailPrinter(this.printed::add).accept(mail);
		assertThat(this.printed.get(0)).doesNotContain("\u001b").doesNotContain("\u0007").contains("?[2Jcleared");
	}

	private static MimeMessage mail(String subject) throws Exception {
		MimeMessage mail = new MimeMessage(Session.getInstance(new Properties()));
		mail.setFrom(new InternetAddress("from@example.org", "Soundlift"));
		mail.setRecipient(Message.RecipientType.TO, new InternetAddress("to@example.org"));
		mail.setSubject(subject, "UTF-8");
		return mail;
	}

	private static MimeBodyPart part(String content, String type) throws Exception {
		MimeBodyPart part = new MimeBodyPart();
		part.setContent(content, type);
		return part;
	}

}
