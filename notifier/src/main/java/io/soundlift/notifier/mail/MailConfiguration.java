package io.soundlift.notifier.mail;

import java.time.Clock;

import io.soundlift.notifier.NotifierProperties;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.javamail.JavaMailSender;

/**
 * Mails to owners through the mail server that {@code spring.mail} names.
 */
@Configuration(proxyBeanMethods = false)
class MailConfiguration {

	@Bean
	OwnerMail ownerMail(JavaMailSender sender, NotifierProperties properties, Clock clock) {
		return new OwnerMail(sender, new MailComposer(properties.publicUrl(), properties.mailFrom(), clock));
	}

}
