package io.soundlift.notifier.mail;

import java.util.List;

import io.soundlift.journey.conversion.Conversion;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.MimeMessage;

import org.springframework.mail.MailException;
import org.springframework.mail.MailPreparationException;
import org.springframework.mail.javamail.JavaMailSender;

/**
 * Sender of mails about ended conversions.
 */
public final class OwnerMail {

	private final JavaMailSender sender;

	private final MailComposer composer;

	OwnerMail(JavaMailSender sender, MailComposer composer) {
		this.sender = sender;
		this.composer = composer;
	}

	/**
	 * Sends a mail about ended conversions to their owner.
	 * @param id id of the mail, from which its {@code Message-ID} is derived
	 * @param conversions the conversions, at least one, all of one owner
	 * @param linkToken end of the link that turns the owner's mails off
	 * @return the result; failures of the mail server cause no exception
	 */
	public Delivery send(String id, List<Conversion> conversions, String linkToken) {
		MimeMessage mail = this.sender.createMimeMessage();
		try {
			this.composer.compose(mail, id, conversions, linkToken);
			this.sender.send(mail);
			return new Delivery.Accepted();
		}
		catch (AddressException ex) {
			return new Delivery.Refused("The owner's address can't be used: " + ex.getMessage());
		}
		catch (MessagingException ex) {
			throw new MailPreparationException("Cannot compose the mail " + id, ex);
		}
		catch (MailException ex) {
			return SmtpFailure.of(ex);
		}
	}

}
