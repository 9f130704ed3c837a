package io.soundlift.authserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads the mails that a server sent.
 */
public final class TestMails {

	private static final Pattern LINK = Pattern.compile("http://\\S+\\?token=\\S+");

	private TestMails() {
	}

	/**
	 * Wait for mails to an address.
	 * @param server the server
	 * @param address address of the receiver
	 * @param subject subject of the mail
	 * @param count how many there should be
	 * @return the mails with that subject, oldest first
	 */
	public static List<MimeMessage> await(TestAuthServer server, String address, String subject, int count) {
		return Awaitility.await().until(() -> sent(server, address, subject), (mails) -> mails.size() >= count);
	}

	/**
	 * Wait for a mail to an address.
	 * @param server the server
	 * @param address address of the receiver
	 * @param subject subject of the mail
	 * @return the last mail with that subject
	 */
	public static MimeMessage awaitOne(TestAuthServer server, String address, String subject) {
		List<MimeMessage> mails = await(server, address, subject, 1);
		return mails.get(mails.size() - 1);
	}

	/**
	 * Return the mails to an address.
	 * @param server the server
	 * @param address address of the receiver
	 * @param subject subject of the mails
	 * @return those that arrived so far, oldest first
	 */
	public static List<MimeMessage> sent(TestAuthServer server, String address, String subject) {
		return server.mail().messages().stream().filter((mail) -> is(mail, address, subject)).toList();
	}

	/**
	 * Return what a mail says.
	 * @param mail a mail
	 * @return its plain text
	 */
	public static String text(MimeMessage mail) {
		try {
			assertThat(mail.isMimeType("text/plain")).isTrue();
			return String.valueOf(mail.getContent());
		}
		catch (MessagingException ex) {
			throw new IllegalStateException(ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the link in a mail.
	 * @param mail a mail
	 * @return the address with the token
	 */
	public static String link(MimeMessage mail) {
		Matcher matcher = LINK.matcher(text(mail));
		assertThat(matcher.find()).isTrue();
		return matcher.group();
	}

	private static boolean is(MimeMessage mail, String address, String subject) {
		try {
			return mail.getRecipients(Message.RecipientType.TO)[0].toString().equals(address)
					&& mail.getSubject().equals(subject);
		}
		catch (MessagingException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
