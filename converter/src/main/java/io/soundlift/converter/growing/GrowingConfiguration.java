package io.soundlift.converter.growing;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

import io.soundlift.converter.ConverterProperties;
import io.soundlift.converter.encode.AudioEncoder;
import io.soundlift.converter.ffmpeg.FfmpegSessions;
import io.soundlift.converter.ffmpeg.VideoProbe;
import io.soundlift.converter.plan.ConversionPlanner;
import io.soundlift.converter.schedule.EncoderSlots;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.GrowingUploads;
import io.soundlift.journey.conversion.KeptChunks;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.PartialFiles;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.start.MongoStart;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Configuration of the work on incomplete uploads, if enabled.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "soundlift.converter.growing.enabled", matchIfMissing = true)
class GrowingConfiguration {

	/** More than ffmpeg reads of a file to probe it (5,000,000). */
	private static final long HEAD_BYTES = 6 * 1024 * 1024;

	private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

	@Bean
	GrowingUploads growingUploads(MongoTemplate mongo, Clock clock) {
		GrowingUploads uploads = new GrowingUploads(mongo, clock);
		MongoStart.run(uploads::createIndexes);
		return uploads;
	}

	@Bean(initMethod = "start", destroyMethod = "close")
	GrowingWatch growingWatch(GrowingUploads uploads, PartialFiles files, Conversions conversions,
			FileStore storedFiles, KeptChunks keptChunks, UploadHandovers handovers, VideoProbe probe,
			AudioEncoder encoder, EncoderSlots slots, FfmpegSessions sessions, JourneyTracing tracing,
			ConverterProperties properties) {
		ConverterProperties.Growing growing = properties.growing();
		Pace pace = new Pace(growing.leastRate().toBytes(), growing.pause(), POLL_INTERVAL);
		GrowingJob job = new GrowingJob(uploads, files, new UploadedVideos(conversions, storedFiles), keptChunks, probe,
				new ConversionPlanner(properties.maxDuration()), encoder, slots, pace, HEAD_BYTES,
				properties.limits().videoSize().toBytes());
		return new GrowingWatch(uploads, keptChunks, handovers, job, sessions, slots, tracing, pace,
				growing.concurrency(), "converter-" + UUID.randomUUID(), properties.lease());
	}

}
