package io.soundlift.journey.trace;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;

import org.springframework.amqp.rabbit.support.micrometer.RabbitMessageReceiverContext;
import org.springframework.amqp.rabbit.support.micrometer.RabbitMessageSenderContext;

/**
 * Attributes on the spans of messages, of OpenTelemetry's conventions for messaging that
 * Spring leaves out. They are on spans only, not on metrics.
 */
public final class MessagingAttributes implements ObservationFilter {

	/**
	 * The kind of broker, always {@code rabbitmq}. On the spans of messages.
	 */
	public static final String SYSTEM = "messaging.system";

	/**
	 * {@code send} on the span of a sent message, {@code process} on that of a received
	 * one.
	 */
	public static final String OPERATION_TYPE = "messaging.operation.type";

	/**
	 * Whether the broker has delivered the message before, {@code true} or {@code false}.
	 * On the span of a received message.
	 */
	public static final String REDELIVERED = "messaging.redelivered";

	@Override
	public Observation.Context map(Observation.Context context) {
		if (context instanceof RabbitMessageSenderContext) {
			addOperation(context, "send");
		}
		else if (context instanceof RabbitMessageReceiverContext receiver) {
			addOperation(context, "process");
			boolean redelivered = Boolean.TRUE.equals(receiver.getCarrier().getMessageProperties().isRedelivered());
			context.addHighCardinalityKeyValue(KeyValue.of(REDELIVERED, Boolean.toString(redelivered)));
		}
		return context;
	}

	private static void addOperation(Observation.Context context, String type) {
		context.addHighCardinalityKeyValue(KeyValue.of(SYSTEM, "rabbitmq"));
		context.addHighCardinalityKeyValue(KeyValue.of(OPERATION_TYPE, type));
	}

}
