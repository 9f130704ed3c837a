package io.soundlift.converter.job;

import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.soundlift.converter.ConverterProperties;
import io.soundlift.converter.encode.AudioEncoder;
import io.soundlift.converter.encode.Processor;
import io.soundlift.converter.ffmpeg.Ffmpeg;
import io.soundlift.converter.ffmpeg.FfmpegSessions;
import io.soundlift.converter.ffmpeg.VideoProbe;
import io.soundlift.converter.fleet.Fleet;
import io.soundlift.converter.growing.UploadHandovers;
import io.soundlift.converter.plan.ConversionPlanner;
import io.soundlift.converter.schedule.EncoderSlots;
import io.soundlift.journey.conversion.Claims;
import io.soundlift.journey.conversion.GrowingUploads;
import io.soundlift.journey.conversion.KeptChunks;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.message.VideoUploaded;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.journey.usage.StorageQuota;
import io.soundlift.support.Backoff;

import org.springframework.amqp.rabbit.listener.MessageListenerContainer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.stream.config.ListenerContainerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;

/**
 * Configuration of the function {@code convert}, which is bound to the queue of uploaded
 * videos, and of the handling of its dead letters.
 */
@Configuration(proxyBeanMethods = false)
class JobConfiguration {

	/**
	 * More than it takes until a conversion has begun, and has listed the packets of
	 * hours of audio, unless all places are taken.
	 */
	private static final Duration HANDOVER_TIMEOUT = Duration.ofSeconds(60);

	@Bean
	Consumer<Message<VideoUploaded>> convert(Claims claims, ConversionWorker worker, Intake intake,
			JourneyTracing tracing, ConverterProperties properties) {
		return new VideoUploadedListener(claims, worker, intake::begin, tracing, "converter-" + UUID.randomUUID(),
				properties.lease());
	}

	@Bean
	Intake intake(ConverterProperties properties, RunningSessions running, MeterRegistry meters) {
		Intake intake = new Intake(properties.concurrency(), properties.finishWithin(), running);
		Gauge.builder("soundlift.conversion.slots", intake, Intake::room)
			.description("Conversions that may run at a time")
			.register(meters);
		Gauge.builder("soundlift.conversion.slots.used", intake, Intake::running)
			.description("Conversions that run")
			.register(meters);
		return intake;
	}

	/**
	 * The only consumer of this service is that of uploaded videos.
	 */
	@Bean
	ListenerContainerCustomizer<MessageListenerContainer> intakeFeeder(Intake intake) {
		return (container, queue, group) -> intake.fedBy(container);
	}

	@Bean
	VideoUploadedDeadLetters videoUploadedDeadLetters(Claims claims, ConversionWorker worker, JourneyTracing tracing,
			ConverterProperties properties) {
		return new VideoUploadedDeadLetters(claims, worker, tracing, "converter-" + UUID.randomUUID(),
				properties.lease());
	}

	@Bean
	UploadHandovers uploadHandovers() {
		return new UploadHandovers(HANDOVER_TIMEOUT);
	}

	@Bean
	ConversionWorker conversionWorker(Claims claims, FileStore files, UploadHandovers handovers, KeptChunks keptChunks,
			VideoProbe probe, AudioEncoder encoder, EncoderSlots slots, FfmpegSessions sessions,
			RunningSessions running, Heartbeats heartbeats, StorageQuota quota, JourneyTracing tracing,
			MeterRegistry registry, ObjectProvider<Fleet> fleet, ObjectProvider<GrowingUploads> uploads,
			ConverterProperties properties) {
		ConverterProperties.Retry retry = properties.retry();
		Failures failures = new Failures(properties.maxDuration(), properties.ffmpeg().timeLimit(),
				properties.limits());
		ConversionMeters meters = new ConversionMeters(registry, failures);
		return new ConversionWorker(
				new ConversionJob(claims, files, handovers, keptChunks,
						new EncodingsAhead(keptChunks, uploads.getIfAvailable()), probe,
						new ConversionPlanner(properties.maxDuration()), encoder, slots, quota, tracing,
						fleet.getIfAvailable()),
				new ConversionFinisher(claims, files, keptChunks, tracing, meters), sessions, running, heartbeats,
				failures, new RetryPolicy(retry.maxAttempts(), new Backoff(retry.delay(), retry.maxDelay())), meters,
				properties.limits().videoSize());
	}

	@Bean
	AudioEncoder audioEncoder(Ffmpeg ffmpeg, EncoderSlots slots, ConverterProperties properties) {
		return new AudioEncoder(properties.maxDuration(), properties.limits().mp3Size().toBytes(),
				properties.chunkLength(), slots.size(), ffmpeg.version() + " on " + Processor.name());
	}

	@Bean
	RunningSessions runningSessions() {
		return new RunningSessions();
	}

	@Bean
	Heartbeats heartbeats(Claims claims, ConverterProperties properties) {
		return new Heartbeats(claims, properties.lease(), properties.heartbeat(), properties.watch(),
				properties.concurrency());
	}

}
