package io.soundlift.embedded;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.TooMuchDataException;

/**
 * Handler of one mail that an {@link EmbeddedMailServer} receives.
 */
final class MailHandler implements MessageHandler {

	private static final int TRY_AGAIN = 451;

	private final Consumer<MimeMessage> onMail;

	private final int maxBytes;

	private int recipients;

	/**
	 * Creates a handler.
	 * @param onMail consumer of the mail, called once per recipient
	 * @param maxBytes maximum size of a mail
	 */
	MailHandler(Consumer<MimeMessage> onMail, int maxBytes) {
		this.onMail = onMail;
		this.maxBytes = maxBytes;
	}

	@Override
	public void from(String from) {
		// the address is in the mail
	}

	@Override
	public void recipient(String recipient) {
		this.recipients++;
	}

	@Override
	public @Nullable String data(InputStream data) throws RejectException, TooMuchDataException, IOException {
		byte[] bytes = data.readNBytes(this.maxBytes + 1);
		if (bytes.length > this.maxBytes) {
			throw new TooMuchDataException("The mail has more than " + this.maxBytes + " bytes.");
		}
		try {
			MimeMessage mail = new MimeMessage((Session) null, new ByteArrayInputStream(bytes));
			for (int i = 0; i < this.recipients; i++) {
				this.onMail.accept(mail);
			}
			return null;
		}
		catch (MessagingException | RuntimeException ex) {
			throw new RejectException(TRY_AGAIN, "The mail can't be taken now. Try again later.");
		}
	}

	@Override
	public void done() {
		// nothing is kept
	}

}
