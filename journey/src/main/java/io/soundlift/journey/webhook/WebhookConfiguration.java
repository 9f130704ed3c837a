package io.soundlift.journey.webhook;

import java.time.Clock;

import io.soundlift.encryption.Encryption;
import io.soundlift.journey.outbound.OutboundTargets;
import io.soundlift.start.MongoStart;

import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Webhooks, for services that record events, deliver them, or serve their owners. Without
 * a key for secrets, webhooks are disabled.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnExpression(WebhookConfiguration.ON)
@EnableConfigurationProperties(WebhookSettings.class)
public class WebhookConfiguration {

	/** Expression that is true if webhooks are enabled. */
	public static final String ON = "!'${soundlift.webhooks.encryption-key:}'.isBlank()";

	@Bean
	OutboundTargets webhookTargets(WebhookSettings settings) {
		return new OutboundTargets(settings.allowHttp(), settings.allowedAddresses());
	}

	@Bean
	WebhookSecrets webhookSecrets(WebhookSettings settings) {
		return new WebhookSecrets(new Encryption(settings.encryptionKey(), settings.previousEncryptionKeys(),
				"soundlift.webhooks.encryption-key"));
	}

	@Bean
	WebhookEvents webhookEvents(MongoTemplate mongo, Clock clock) {
		MongoStart.run(() -> Webhooks.createIndexes(mongo));
		return new WebhookEvents(mongo, clock);
	}

	@Bean
	Webhooks webhooks(MongoTemplate mongo, WebhookEvents events, WebhookSecrets secrets, Clock clock) {
		return new Webhooks(mongo, events, secrets, clock);
	}

}
