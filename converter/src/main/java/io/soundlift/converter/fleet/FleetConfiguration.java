package io.soundlift.converter.fleet;

import java.time.Clock;
import java.util.UUID;

import io.soundlift.converter.ConverterProperties;
import io.soundlift.converter.encode.AudioEncoder;
import io.soundlift.converter.ffmpeg.FfmpegSessions;
import io.soundlift.converter.ffmpeg.VideoProbe;
import io.soundlift.converter.plan.ConversionPlanner;
import io.soundlift.converter.schedule.EncoderSlots;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.KeptChunks;
import io.soundlift.journey.conversion.SharedEncodings;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.start.MongoStart;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Configuration of the sharing of long audio among converters.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "soundlift.converter.fleet.enabled", matchIfMissing = true)
class FleetConfiguration {

	@Bean
	SharedEncodings sharedEncodings(MongoTemplate mongo, Clock clock) {
		SharedEncodings encodings = new SharedEncodings(mongo, clock);
		MongoStart.run(encodings::createIndexes);
		return encodings;
	}

	@Bean
	Fleet fleet(SharedEncodings encodings, KeptChunks keptChunks, AudioEncoder encoder,
			ConverterProperties properties) {
		return new Fleet(encodings, keptChunks, encoder, "converter-" + UUID.randomUUID(), properties.lease(),
				properties.fleet().leastLength());
	}

	@Bean(initMethod = "start")
	FleetWatch fleetWatch(SharedEncodings encodings, Fleet fleet, Conversions conversions, KeptChunks keptChunks,
			FileStore files, VideoProbe probe, AudioEncoder encoder, EncoderSlots slots, FfmpegSessions sessions,
			JourneyTracing tracing, ConverterProperties properties) {
		ChunkHelper helper = new ChunkHelper(files, probe, new ConversionPlanner(properties.maxDuration()), encoder,
				slots);
		return new FleetWatch(encodings, conversions, keptChunks, helper, sessions, slots, tracing, fleet.converter(),
				encoder.name(), properties.fleet().concurrency(), properties.limits().videoSize().toBytes(),
				properties.lease());
	}

}
