package io.soundlift.notifier.webhook;

import java.time.Clock;
import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;
import io.soundlift.journey.outbound.CheckedAddresses;
import io.soundlift.journey.outbound.OutboundTargets;
import io.soundlift.journey.webhook.WebhookConfiguration;
import io.soundlift.journey.webhook.WebhookQueue;
import io.soundlift.journey.webhook.WebhookSecrets;
import io.soundlift.notifier.NotifierProperties;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.scheduling.annotation.SchedulingConfigurer;

/**
 * Delivery of events to webhooks, if webhooks are enabled.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnExpression(WebhookConfiguration.ON)
@Import(WebhookConfiguration.class)
class WebhookDeliveryConfiguration {

	/** Far more than a DNS look-up, a delivery and its record take together. */
	private static final Duration LEASE = Duration.ofMinutes(2);

	@Bean
	WebhookQueue webhookQueue(MongoTemplate mongo, Clock clock) {
		return new WebhookQueue(mongo, clock, LEASE);
	}

	@Bean
	WebhookMeters webhookMeters(MeterRegistry meters) {
		return new WebhookMeters(meters);
	}

	@Bean
	WebhookSender webhookSender(WebhookSecrets secrets, OutboundTargets targets, NotifierProperties properties) {
		return new WebhookSender(secrets, new CheckedAddresses(SystemDefaultDnsResolver.INSTANCE, targets),
				properties.webhooks().deadline(), properties.webhooks().concurrency());
	}

	@Bean(initMethod = "start")
	WebhookDispatcher webhookDispatcher(WebhookQueue queue, WebhookSender sender, WebhookMeters meters,
			NotifierProperties properties, Clock clock) {
		return new WebhookDispatcher(queue, sender, meters, properties.webhooks(), properties.finishWithin(), clock);
	}

	@Bean
	SchedulingConfigurer removalOfOldDeliveries(WebhookQueue queue) {
		return (tasks) -> tasks.addFixedDelayTask(queue::removeOld, Duration.ofDays(1));
	}

}
