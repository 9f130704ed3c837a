package io.soundlift.authserver.registration;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

import io.soundlift.authserver.AuthServerProperties;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;

/**
 * Writes and sends the mails of the sign-up.
 */
@Component
final class RegistrationMails {

	private final JavaMailSender mailSender;

	private final ITemplateEngine templates;

	private final AuthServerProperties properties;

	RegistrationMails(JavaMailSender mailSender, ITemplateEngine templates, AuthServerProperties properties) {
		this.mailSender = mailSender;
		this.templates = templates;
		this.properties = properties;
	}

	void sendConfirmation(String address, String token) {
		String link = this.properties.issuer() + "/sign-up/confirm?token=" + token;
		String lifetime = inWords(this.properties.registrationLifetime());
		String text = """
				Welcome to Soundlift.

				Please confirm that this is your e-mail address. Open this link and enter the
				password that you chose:

				%s

				The link works for %s. If you did not sign up, ignore this mail: without your
				doing, no account is made.
				""".formatted(link, lifetime);
		send(address, "Confirm your e-mail address", text, "mail/confirm-registration",
				Map.of("link", link, "lifetime", lifetime));
	}

	void sendAccountExists(String address) {
		String link = this.properties.issuer() + "/sign-in";
		String text = """
				Somebody, probably you, tried to sign up to Soundlift with this address.

				You already have an account. Sign in here:

				%s

				If it was not you, there is nothing to do: your account is unchanged.
				""".formatted(link);
		send(address, "You already have an account", text, "mail/account-exists", Map.of("link", link));
	}

	private void send(String address, String subject, String text, String template, Map<String, Object> model) {
		String html = this.templates.process(template, new Context(Locale.ENGLISH, model));
		this.mailSender.send((message) -> {
			MimeMessageHelper helper = new MimeMessageHelper(message, true, "UTF-8");
			helper.setFrom(this.properties.mailFrom());
			helper.setTo(address);
			helper.setSubject(subject);
			helper.setText(text, html);
		});
	}

	private static String inWords(Duration duration) {
		long hours = duration.toHours();
		return (hours >= 1) ? hours + ((hours == 1) ? " hour" : " hours") : duration.toMinutes() + " minutes";
	}

}
