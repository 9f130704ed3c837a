package io.soundlift.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.soundlift.testsupport.ReceivedMail;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;

import static org.awaitility.Awaitility.await;

/**
 * Mails as their readers see them.
 */
final class Mailbox {

	private static final Pattern CONVERSION = Pattern.compile("\\?conversion=([0-9a-f]{32})");

	private final Supplier<List<ReceivedMail>> received;

	/**
	 * Creates the box of a mail server.
	 * @param received the mails that it has accepted so far, oldest first
	 */
	Mailbox(Supplier<List<ReceivedMail>> received) {
		this.received = received;
	}

	/**
	 * Waits for a link in a mail.
	 * @param address whose mails are searched
	 * @param path path that the link has
	 * @return the link in the newest such mail
	 */
	URI awaitLink(String address, String path) {
		Pattern link = Pattern.compile("https?://[^/\\s]+" + Pattern.quote(path) + "\\?\\S+");
		return await("mail with " + path + " to " + address).until(() -> to(address).stream()
			.map(Mailbox::text)
			.map(link::matcher)
			.filter(Matcher::find)
			.map(Matcher::group)
			.reduce((first, second) -> second)
			.map(URI::create)
			.orElse(null), Objects::nonNull);
	}

	/**
	 * Returns all mails that contain a text.
	 */
	List<MimeMessage> about(String text) {
		return messages().filter((message) -> text(message).contains(text)).toList();
	}

	/**
	 * Returns the ids of the conversions that a mail names.
	 */
	static Set<String> conversions(MimeMessage message) {
		return CONVERSION.matcher(text(message)).results().map((link) -> link.group(1)).collect(Collectors.toSet());
	}

	private List<MimeMessage> to(String address) {
		return messages().filter((message) -> isTo(message, address)).toList();
	}

	private Stream<MimeMessage> messages() {
		return this.received.get().stream().map(ReceivedMail::message);
	}

	private static boolean isTo(MimeMessage message, String address) {
		try {
			return Arrays.toString(message.getAllRecipients()).contains(address);
		}
		catch (MessagingException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static String text(MimeMessage message) {
		try {
			return MailText.of(message);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (MessagingException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
