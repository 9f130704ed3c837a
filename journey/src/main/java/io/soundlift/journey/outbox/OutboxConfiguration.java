package io.soundlift.journey.outbox;

import java.time.Clock;

import io.soundlift.journey.trace.JourneyTracing;

import org.springframework.cloud.stream.function.StreamBridge;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * The outbox relay, for services that cause events.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
public class OutboxConfiguration {

	@Bean
	OutboxRelay outboxRelay(MongoDatabaseFactory databases, StreamBridge bridge, JourneyTracing tracing, Clock clock) {
		OutboxEntries entries = new OutboxEntries(databases, "conversions", clock);
		return new OutboxRelay(entries, new EventPublisher(bridge), tracing, clock);
	}

}
