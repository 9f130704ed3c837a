package io.soundlift.authserver.mail;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

import io.soundlift.authserver.AuthServerProperties;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

import org.springframework.stereotype.Component;

/**
 * Texts of mails, from the templates in {@code templates/mail}. The first line of each is
 * the subject.
 */
@Component
final class MailTexts {

	private final SpringTemplateEngine engine = new SpringTemplateEngine();

	private final Map<String, Object> settings;

	MailTexts(AuthServerProperties properties) {
		ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver(MailTexts.class.getClassLoader());
		resolver.setPrefix("templates/mail/");
		resolver.setSuffix(".txt");
		resolver.setTemplateMode(TemplateMode.TEXT);
		resolver.setCharacterEncoding(StandardCharsets.UTF_8.name());
		this.engine.setTemplateResolver(resolver);
		this.settings = Map.of("issuer", properties.issuer(), "registrationLifetime",
				inWords(properties.registrationLifetime()), "passwordResetLifetime",
				inWords(properties.passwordResetLifetime()));
	}

	/**
	 * Writes a mail.
	 * @param template name of the template
	 * @param values the values passed to the outbox, and the address of the receiver
	 * @return the mail
	 */
	MailText write(String template, Map<String, String> values) {
		Context context = new Context(Locale.ENGLISH, this.settings);
		context.setVariable("mail", values);
		String[] lines = this.engine.process(template, context).split("\n", 2);
		return new MailText(lines[0], lines[1]);
	}

	/** Whole hours, or whole minutes when it is shorter than an hour. */
	private static String inWords(Duration duration) {
		long hours = duration.toHours();
		return (hours >= 1) ? count(hours, "hour") : count(duration.toMinutes(), "minute");
	}

	private static String count(long number, String unit) {
		return number + " " + unit + ((number == 1) ? "" : "s");
	}

}
