package io.soundlift.journey;

import java.time.Clock;
import java.time.ZoneOffset;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import io.soundlift.journey.conversion.Claims;
import io.soundlift.journey.conversion.ConversionQueue;
import io.soundlift.journey.conversion.ConversionSearch;
import io.soundlift.journey.conversion.ConversionUpkeep;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Deletion;
import io.soundlift.journey.conversion.KeptChunks;
import io.soundlift.journey.conversion.MailSteps;
import io.soundlift.journey.conversion.RetentionPolicy;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.PartialFiles;
import io.soundlift.journey.preference.MailPreferences;
import io.soundlift.journey.trace.ConversionIdLogContext;
import io.soundlift.journey.trace.InheritedConversionId;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.journey.trace.MessagingAttributes;
import io.soundlift.journey.usage.AccountUsages;
import io.soundlift.journey.usage.IdempotencyKeys;
import io.soundlift.journey.usage.StorageQuota;
import io.soundlift.journey.webhook.WebhookEvents;
import io.soundlift.start.MongoStart;

import org.springframework.amqp.core.DeclarableCustomizer;
import org.springframework.amqp.core.Queue;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Conversions, their files and their traces, for every service on the journey.
 */
@Configuration(proxyBeanMethods = false)
@Import({ AccountUsages.class, Claims.class, ConversionQueue.class, ConversionSearch.class, ConversionUpkeep.class,
		IdempotencyKeys.class, InheritedConversionId.class, KeptChunks.class, MailPreferences.class, MailSteps.class,
		MessagingAttributes.class, PartialFiles.class, StorageQuota.class })
public class JourneyConfiguration {

	/**
	 * Creates the clock. MongoDB keeps milliseconds, and a document must equal what was
	 * stored.
	 */
	@Bean
	Clock clock() {
		return Clock.tickMillis(ZoneOffset.UTC);
	}

	@Bean
	JourneyTracing journeyTracing(ObservationRegistry observations, ObjectProvider<Tracer> tracer,
			ObjectProvider<Propagator> propagator, Environment environment, Clock clock) {
		return new JourneyTracing(observations, tracer.getIfAvailable(() -> Tracer.NOOP),
				propagator.getIfAvailable(() -> Propagator.NOOP),
				environment.getProperty("spring.application.name", "soundlift"), clock);
	}

	@Bean
	ConversionIdLogContext conversionIdOnLogLines(ObjectProvider<ObservationRegistry> observations) {
		return new ConversionIdLogContext(observations::getObject);
	}

	@Bean
	Conversions conversions(MongoTemplate mongo, JourneyTracing tracing, ApplicationEventPublisher events,
			ConversionQueue queue, ObjectProvider<RetentionPolicy> retention, Clock clock) {
		Conversions conversions = new Conversions(mongo, tracing, events, queue,
				retention.getIfAvailable(() -> RetentionPolicy.FOR_EVER), clock);
		MongoStart.run(conversions::createIndexes);
		return conversions;
	}

	@Bean
	FileStore fileStore(MongoDatabaseFactory databases, Clock clock) {
		FileStore files = new FileStore(databases, clock);
		MongoStart.run(files::createIndexes);
		return files;
	}

	@Bean
	Deletion deletion(Conversions conversions, FileStore files, KeptChunks keptChunks,
			ObjectProvider<WebhookEvents> webhooks) {
		return new Deletion(conversions, files, keptChunks,
				(cancelled) -> webhooks.ifAvailable((events) -> events.recordCancellation(cancelled)));
	}

	/**
	 * Configures quorum queues to keep a dead letter until the dead-letter queue has
	 * confirmed it, for which the binder has no property.
	 */
	@Bean
	DeclarableCustomizer atLeastOnceDeadLettering() {
		return (declarable) -> {
			if (declarable instanceof Queue queue && "quorum".equals(queue.getArguments().get("x-queue-type"))
					&& queue.getArguments().containsKey("x-dead-letter-exchange")) {
				queue.addArgument("x-dead-letter-strategy", "at-least-once");
			}
			return declarable;
		};
	}

}
