package io.soundlift.notifier.mail;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.notifier.ledger.MailKind;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.MimeMessage;

import org.springframework.mail.MailException;
import org.springframework.mail.MailPreparationException;
import org.springframework.mail.javamail.JavaMailSender;

/**
 * Hands mails about ended conversions to the mail server.
 */
public final class OwnerMail {

	private final JavaMailSender sender;

	private final MailComposer composer;

	OwnerMail(JavaMailSender sender, MailComposer composer) {
		this.sender = sender;
		this.composer = composer;
	}

	/**
	 * Sends the mail about an ended conversion to its owner.
	 * @param conversion the conversion
	 * @param kind what the mail tells; fits the conversion's state
	 * @param linkToken end of the link that turns the owner's mails off
	 * @return how it ended; trouble with the mail server is no exception
	 */
	public Delivery send(Conversion conversion, MailKind kind, String linkToken) {
		MimeMessage mail = this.sender.createMimeMessage();
		try {
			this.composer.compose(mail, conversion, kind, linkToken);
			this.sender.send(mail);
			return new Delivery.Accepted();
		}
		catch (AddressException ex) {
			return new Delivery.Refused("The owner's address can't be used: " + ex.getMessage());
		}
		catch (MessagingException ex) {
			throw new MailPreparationException("Cannot compose the mail about conversion " + conversion.id(), ex);
		}
		catch (MailException ex) {
			return SmtpFailure.of(ex);
		}
	}

}
