package io.soundlift.journey.deadletter;

import java.time.Clock;

import io.micrometer.core.instrument.MeterRegistry;
import io.soundlift.journey.conversion.Conversions;

import org.springframework.amqp.core.BindingBuilder;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.DirectExchange;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Processing of the dead letters of a service, which provides the
 * {@link DeadLetterHandler}.
 */
@Configuration(proxyBeanMethods = false)
public class DeadLetterConfiguration {

	/**
	 * Exchange that the binder declares for dead letters. The name of a queue is the
	 * routing key of its dead-letter queue.
	 */
	static final String EXCHANGE = "DLX";

	/**
	 * Queue of parked dead letters, and its routing key. Services may not publish to the
	 * default exchange, which reaches every queue.
	 */
	static final String PARKED = "letters.parked";

	/**
	 * Showing a parked dead letter counts as a delivery, of which RabbitMQ 4 allows 20 by
	 * default before it drops a message. RabbitMQ 3 does not support -1, which means no
	 * limit.
	 */
	private static final int DELIVERY_LIMIT = Integer.MAX_VALUE;

	@Bean
	DeadLetterSweep deadLetterSweep(RabbitTemplate rabbit, Conversions conversions, DeadLetterHandler handler,
			MeterRegistry meters, Clock clock) {
		return new DeadLetterSweep(new DeadLetters(rabbit, conversions, handler, meters, clock));
	}

	@Bean
	Declarables parkedDeadLetters() {
		Queue queue = QueueBuilder.durable(PARKED)
			.quorum()
			.deliveryLimit(DELIVERY_LIMIT)
			.overflow(QueueBuilder.Overflow.rejectPublish)
			.build();
		DirectExchange exchange = new DirectExchange(EXCHANGE);
		return new Declarables(queue, exchange, BindingBuilder.bind(queue).to(exchange).with(PARKED));
	}

}
