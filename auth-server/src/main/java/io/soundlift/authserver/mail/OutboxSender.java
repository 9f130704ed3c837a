package io.soundlift.authserver.mail;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.soundlift.authserver.AuthServerProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.mail.MailException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Sender of the mails of the outbox. A mail is removed after the mail server accepted it,
 * so a kill in between sends it twice, with the same {@code Message-ID}.
 */
@Component
final class OutboxSender {

	private static final Logger logger = LoggerFactory.getLogger(OutboxSender.class);

	private final MailOutbox outbox;

	private final JavaMailSender mailSender;

	private final Map<String, MailDecision> decisions;

	private final MailTexts texts;

	private final String from;

	OutboxSender(MailOutbox outbox, JavaMailSender mailSender, List<MailDecision> decisions, MailTexts texts,
			AuthServerProperties properties) {
		this.outbox = outbox;
		this.mailSender = mailSender;
		this.decisions = decisions.stream().collect(Collectors.toMap(MailDecision::kind, Function.identity()));
		this.texts = texts;
		this.from = properties.mailFrom();
	}

	@Scheduled(fixedDelay = 500, timeUnit = TimeUnit.MILLISECONDS)
	void sendDue() {
		Optional<QueuedMail> mail = this.outbox.take();
		while (mail.isPresent() && send(mail.get())) {
			mail = this.outbox.take();
		}
	}

	@Scheduled(initialDelay = 1, fixedDelay = 1, timeUnit = TimeUnit.MINUTES)
	void removeExpired() {
		long removed = this.outbox.removeExpired();
		if (removed > 0) {
			logger.error("Gave up {} mails that the mail server did not take in time", removed);
		}
	}

	private boolean send(QueuedMail mail) {
		try {
			Map<String, String> values = this.outbox.valuesOf(mail);
			String address = this.outbox.addressIn(values);
			chooseTemplate(mail.template(), address, values).map((template) -> this.texts.write(template, values))
				.ifPresent((text) -> send(mail.id(), address, text));
			this.outbox.remove(mail);
			return true;
		}
		catch (MailException ex) {
			logger.warn("Mail '{}' of kind '{}' was not sent at attempt {} and is tried again", mail.id(),
					mail.template(), mail.attempts(), ex);
			this.outbox.postpone(mail);
			return false;
		}
	}

	private Optional<String> chooseTemplate(String kind, String address, Map<String, String> values) {
		MailDecision decision = this.decisions.get(kind);
		return (decision != null) ? decision.chooseTemplate(address, values) : Optional.of(kind);
	}

	private void send(String id, String address, MailText text) {
		this.mailSender.send((message) -> {
			MimeMessageHelper helper = new MimeMessageHelper(message, "UTF-8");
			helper.setFrom(this.from);
			helper.setTo(address);
			helper.setSubject(text.subject());
			helper.setText(text.text());
			message.setHeader("Message-ID", "<" + id + this.from.substring(this.from.lastIndexOf('@')) + ">");
			// RFC 3834, section 5: suppresses vacation replies
			message.setHeader("Auto-Submitted", "auto-generated");
		});
	}

}
