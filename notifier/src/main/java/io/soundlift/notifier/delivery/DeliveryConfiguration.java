package io.soundlift.notifier.delivery;

import java.time.Clock;
import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;
import io.soundlift.journey.conversion.ConversionUpkeep;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.MailSteps;
import io.soundlift.journey.preference.MailPreferences;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.journey.webhook.WebhookEvents;
import io.soundlift.notifier.NotifierProperties;
import io.soundlift.notifier.ledger.Ledger;
import io.soundlift.notifier.mail.OwnerMail;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.SchedulingConfigurer;

/**
 * Delivery of mails when a message requests it, and sweeps for those that were not sent
 * then.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class DeliveryConfiguration {

	@Bean
	MailMeters mailMeters(MeterRegistry meters, Clock clock) {
		return new MailMeters(meters, clock);
	}

	@Bean
	OpenMails openMails(Ledger ledger, Conversions conversions, ObjectProvider<WebhookEvents> webhooks,
			MailMeters meters) {
		return new OpenMails(ledger, conversions,
				(conversion) -> webhooks.ifAvailable((events) -> events.recordEnd(conversion)), meters);
	}

	@Bean
	OwnerNotifier ownerNotifier(OpenMails mails, Ledger ledger, OwnerMail mail, MailPreferences preferences,
			NotifierProperties properties, JourneyTracing tracing, MailSteps steps, MailMeters meters) {
		return new OwnerNotifier(mails, ledger, mail, preferences, new RetrySchedule(properties.retry()), tracing,
				steps, meters);
	}

	@Bean
	DueMailSweep dueMailSweep(Ledger ledger, OwnerNotifier notifier, MailMeters meters) {
		return new DueMailSweep(ledger, notifier, meters);
	}

	@Bean
	LostMessageSweep lostMessageSweep(ConversionUpkeep upkeep, Ledger ledger, OwnerNotifier notifier, Clock clock,
			NotifierProperties properties) {
		return new LostMessageSweep(upkeep, ledger, notifier, clock, properties.lostAfter(), properties.lookBack());
	}

	@Bean
	SchedulingConfigurer sweeps(DueMailSweep dueMails, LostMessageSweep lostMessages, Ledger ledger,
			NotifierProperties properties) {
		return (tasks) -> {
			tasks.addFixedDelayTask(dueMails::sweep, properties.sweepInterval());
			tasks.addFixedDelayTask(lostMessages::sweep, properties.sweepInterval());
			tasks.addFixedDelayTask(ledger::forgetOld, Duration.ofDays(1));
		};
	}

}
