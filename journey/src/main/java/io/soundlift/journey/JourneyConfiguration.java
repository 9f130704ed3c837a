package io.soundlift.journey;

import java.time.Clock;
import java.time.ZoneOffset;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import io.soundlift.configclient.MongoStart;
import io.soundlift.journey.conversion.Claims;
import io.soundlift.journey.conversion.ConversionQueue;
import io.soundlift.journey.conversion.ConversionUpkeep;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Deletion;
import io.soundlift.journey.conversion.KeptChunks;
import io.soundlift.journey.conversion.MailSteps;
import io.soundlift.journey.conversion.RetentionPolicy;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.PartialFiles;
import io.soundlift.journey.trace.ConversionIdLogContext;
import io.soundlift.journey.trace.InheritedConversionId;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.journey.trace.MessagingAttributes;
import io.soundlift.journey.usage.AccountUsages;
import io.soundlift.journey.usage.IdempotencyKeys;
import io.soundlift.journey.usage.StorageQuota;
import io.soundlift.journey.webhook.WebhookEvents;

import org.springframework.amqp.core.DeclarableCustomizer;
import org.springframework.amqp.core.Queue;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Conversions, their files and their traces, for every service on the journey.
 */
@Configuration(proxyBeanMethods = false)
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
	InheritedConversionId inheritedConversionId() {
		return new InheritedConversionId();
	}

	@Bean
	ConversionIdLogContext conversionIdOnLogLines(ObjectProvider<ObservationRegistry> observations) {
		return new ConversionIdLogContext(observations::getObject);
	}

	@Bean
	MessagingAttributes messagingAttributes() {
		return new MessagingAttributes();
	}

	@Bean
	ConversionQueue conversionQueue(MongoTemplate mongo, Clock clock) {
		return new ConversionQueue(mongo, clock);
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
	Claims claims(MongoTemplate mongo, JourneyTracing tracing, ApplicationEventPublisher events, ConversionQueue queue,
			Clock clock) {
		return new Claims(mongo, tracing, events, queue, clock);
	}

	@Bean
	ConversionUpkeep conversionUpkeep(MongoTemplate mongo, ApplicationEventPublisher events, Clock clock) {
		return new ConversionUpkeep(mongo, events, clock);
	}

	@Bean
	MailSteps mailSteps(MongoTemplate mongo, JourneyTracing tracing) {
		return new MailSteps(mongo, tracing);
	}

	@Bean
	FileStore fileStore(MongoDatabaseFactory databases, Clock clock) {
		FileStore files = new FileStore(databases, clock);
		MongoStart.run(files::createIndexes);
		return files;
	}

	@Bean
	PartialFiles partialFiles(MongoDatabaseFactory databases, Clock clock) {
		return new PartialFiles(databases, clock);
	}

	@Bean
	KeptChunks keptChunks(MongoDatabaseFactory databases, Conversions conversions, FileStore files) {
		return new KeptChunks(databases, conversions, files);
	}

	@Bean
	Deletion deletion(Conversions conversions, FileStore files, KeptChunks keptChunks,
			ObjectProvider<WebhookEvents> webhooks) {
		return new Deletion(conversions, files, keptChunks,
				(cancelled) -> webhooks.ifAvailable((events) -> events.recordCancellation(cancelled)));
	}

	@Bean
	AccountUsages accountUsages(MongoTemplate mongo, Clock clock) {
		return new AccountUsages(mongo, clock);
	}

	@Bean
	IdempotencyKeys idempotencyKeys(MongoTemplate mongo, Clock clock) {
		return new IdempotencyKeys(mongo, clock);
	}

	@Bean
	StorageQuota storageQuota(MongoTemplate mongo, Claims claims, Clock clock) {
		return new StorageQuota(mongo, claims, clock);
	}

	/**
	 * Configures quorum queues to keep a dead letter until the dead-letter queue has
	 * confirmed it, which the binder has no property for.
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
