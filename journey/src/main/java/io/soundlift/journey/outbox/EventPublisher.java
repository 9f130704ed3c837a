package io.soundlift.journey.outbox;

import java.time.Instant;
import java.util.UUID;

import io.soundlift.journey.message.ConversionFinished;
import io.soundlift.journey.message.PublisherConfirm;
import io.soundlift.journey.message.PublishingException;
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
		PublisherConfirm.await(correlation);
	}

	private static Object payload(EventType type, String conversionId, Instant occurredAt) {
		return switch (type) {
			case VIDEO_UPLOADED -> new VideoUploaded(VideoUploaded.VERSION, conversionId, occurredAt);
			case CONVERSION_FINISHED -> new ConversionFinished(ConversionFinished.VERSION, conversionId, occurredAt);
		};
	}

}
