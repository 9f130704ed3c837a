package io.soundlift.cli.local;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import org.jspecify.annotations.Nullable;

/**
 * Printer of mails as text, which serves as the inbox of the embedded mail server.
 */
final class MailPrinter implements Consumer<MimeMessage> {

	private final Consumer<String> printer;

	MailPrinter(Consumer<String> printer) {
		this.printer = printer;
	}

	@Override
	public void accept(MimeMessage mail) {
		try {
			this.printer.accept(describe(mail));
		}
		catch (MessagingException | IOException ex) {
			this.printer.accept("A mail arrived that can't be shown: " + ex.getMessage());
		}
	}

	private static String describe(MimeMessage mail) throws MessagingException, IOException {
		StringBuilder text = new StringBuilder("---- Mail ----\n");
		text.append("From:    ").append(addresses(mail.getFrom())).append('\n');
		text.append("To:      ").append(addresses(mail.getRecipients(Message.RecipientType.TO))).append('\n');
		text.append("Subject: ").append(printable(mail.getSubject())).append("\n\n");
		String body = textOf(mail);
		text.append((body != null) ? printable(body.strip()) : "(no text part)");
		return text.append("\n--------------").toString();
	}

	private static String addresses(Address @Nullable [] addresses) {
		if (addresses == null) {
			return "";
		}
		return Arrays.stream(addresses)
			.map((address) -> printable(
					(address instanceof InternetAddress internet) ? internet.toUnicodeString() : address.toString()))
			.collect(Collectors.joining(", "));
	}

	private static @Nullable String textOf(Part part) throws MessagingException, IOException {
		if (part.isMimeType("text/plain")) {
			return String.valueOf(part.getContent());
		}
		if (part.getContent() instanceof Multipart parts) {
			for (int i = 0; i < parts.getCount(); i++) {
				String text = textOf(parts.getBodyPart(i));
				if (text != null) {
					return text;
				}
			}
		}
		return null;
	}

	/**
	 * Removes control characters: a file name in a mail is not trusted.
	 */
	private static String printable(@Nullable String text) {
		return (text != null) ? text.replace("\r\n", "\n").replaceAll("[\\p{Cntrl}&&[^\n\t]]", "?") : "";
	}

}
