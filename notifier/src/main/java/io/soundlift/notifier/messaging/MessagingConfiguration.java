package io.soundlift.notifier.messaging;

import java.util.function.Consumer;

import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.message.ConversionFinished;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.notifier.NotifierProperties;
import io.soundlift.notifier.delivery.OwnerNotifier;

import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.MessageListenerContainer;
import org.springframework.cloud.stream.config.ListenerContainerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;

/**
 * Function {@code notifyOwner}, which is bound to the queue of ended conversions, and
 * handling of messages that it could not process.
 */
@Configuration(proxyBeanMethods = false)
class MessagingConfiguration {

	@Bean
	Consumer<Message<ConversionFinished>> notifyOwner(Conversions conversions, OwnerNotifier notifier,
			JourneyTracing tracing) {
		return new ConversionFinishedListener(conversions, notifier, tracing);
	}

	/**
	 * Creates a configuration by which the mail of the current message is finished when
	 * the notifier stops.
	 */
	@Bean
	ListenerContainerCustomizer<MessageListenerContainer> stopWithinShutdownTimeout(NotifierProperties properties) {
		return (container, queue, group) -> {
			if (container instanceof AbstractMessageListenerContainer listenerContainer) {
				listenerContainer.setShutdownTimeout(properties.finishWithin().toMillis());
			}
		};
	}

	@Bean
	ConversionFinishedDeadLetters conversionFinishedDeadLetters(OwnerNotifier notifier) {
		return new ConversionFinishedDeadLetters(notifier);
	}

}
