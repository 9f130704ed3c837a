package io.soundlift.journey.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.soundlift.journey.message.ConversionFinished;
import io.soundlift.journey.message.VideoUploaded;

import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.support.AmqpHeaders;
import org.springframework.cloud.stream.function.StreamBridge;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

/**
 * Sends events to the broker and waits until it has taken responsibility for them.
 */
final class EventPublisher {

	private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(10);

	private final StreamBridge bridge;

	EventPublisher(StreamBridge bridge) {
		this.bridge = bridge;
	}

	/**
	 * Publishes an event.
	 * @throws PublishingException if the broker has not confirmed it, or has no queue for
	 * it
	 */
	void publish(EventType type, String conversionId, Instant occurredAt) {
		CorrelationData correlation = new CorrelationData(UUID.randomUUID().toString());
		Message<?> message = MessageBuilder.withPayload(payload(type, conversionId, occurredAt))
			.setHeader(AmqpHeaders.PUBLISH_CONFIRM_CORRELATION, correlation)
			.build();
		if (!this.bridge.send(type.binding(), message)) {
			throw new PublishingException("The binding " + type.binding() + " did not take the message");
		}
		awaitConfirm(correlation);
	}

	private static Object payload(EventType type, String conversionId, Instant occurredAt) {
		return switch (type) {
			case VIDEO_UPLOADED -> new VideoUploaded(VideoUploaded.VERSION, conversionId, occurredAt);
			case CONVERSION_FINISHED -> new ConversionFinished(ConversionFinished.VERSION, conversionId, occurredAt);
		};
	}

	private static void awaitConfirm(CorrelationData correlation) {
		try {
			CorrelationData.Confirm confirm = correlation.getFuture()
				.get(CONFIRM_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
			if (!confirm.ack()) {
				throw new PublishingException("The broker refused the message: " + confirm.reason());
			}
			// RabbitMQ confirms unroutable messages as well (Reliability guide,
			// "Publisher
			// confirms")
			if (correlation.getReturned() != null) {
				throw new PublishingException("The broker has no queue for the message");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new PublishingException("Interrupted while waiting for the broker's confirm", ex);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new PublishingException("The broker has not confirmed the message", ex);
		}
	}

}
