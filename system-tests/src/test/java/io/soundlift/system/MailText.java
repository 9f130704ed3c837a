package io.soundlift.system;

import java.io.IOException;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;

/**
 * Reads the plain text of a mail.
 */
final class MailText {

	private MailText() {
	}

	/**
	 * Returns all plain-text parts of a part.
	 */
	static String of(Part part) throws IOException, MessagingException {
		if (part.isMimeType("text/plain")) {
			return String.valueOf(part.getContent());
		}
		StringBuilder text = new StringBuilder();
		if (part.getContent() instanceof Multipart parts) {
			for (int i = 0; i < parts.getCount(); i++) {
				BodyPart child = parts.getBodyPart(i);
				text.append(of(child));
			}
		}
		return text.toString();
	}

}
