package io.soundlift.notifier.messaging;

import java.util.function.Consumer;

import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.message.ConversionFinished;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.notifier.delivery.OwnerNotifier;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;

/**
 * The function {@code notifyOwner} that is bound to the queue of ended conversions.
 */
@Configuration(proxyBeanMethods = false)
class MessagingConfiguration {

	@Bean
	Consumer<Message<ConversionFinished>> notifyOwner(Conversions conversions, OwnerNotifier notifier,
			JourneyTracing tracing) {
		return new ConversionFinishedListener(conversions, notifier, tracing);
	}

}
