package io.soundlift.journey.trace;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationView;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.support.micrometer.RabbitMessageReceiverContext;
import org.springframework.amqp.rabbit.support.micrometer.RabbitMessageSenderContext;

/**
 * Attributes of OpenTelemetry's conventions for messaging that Spring does not set on the
 * spans of messages. They are on spans only, not on metrics.
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
			context.addHighCardinalityKeyValue(KeyValue.of(REDELIVERED, Boolean.toString(isRedelivered(receiver))));
		}
		return context;
	}

	private static boolean isRedelivered(RabbitMessageReceiverContext receiver) {
		return Boolean.TRUE.equals(receiver.getCarrier().getMessageProperties().isRedelivered());
	}

	/**
	 * Returns whether a span follows from a message that was delivered before. Parts of a
	 * step do not, only the step itself.
	 * @param span where to begin; {@code null} for none
	 * @return whether the enclosing message is a redelivery
	 */
	static boolean isRedelivered(@Nullable ObservationView span) {
		ObservationView next = span;
		while (next != null && next.getContextView().get(OngoingStep.class) == null) {
			if (next.getContextView() instanceof RabbitMessageReceiverContext receiver) {
				return isRedelivered(receiver);
			}
			next = next.getContextView().getParentObservation();
		}
		return false;
	}

	private static void addOperation(Observation.Context context, String type) {
		context.addHighCardinalityKeyValue(KeyValue.of(SYSTEM, "rabbitmq"));
		context.addHighCardinalityKeyValue(KeyValue.of(OPERATION_TYPE, type));
	}

}
