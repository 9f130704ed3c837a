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
 * Looks after the dead letters of a service, which provides the
 * {@link DeadLetterHandler}.
 */
@Configuration(proxyBeanMethods = false)
public class DeadLetterConfiguration {

	/**
	 * The exchange that the binder makes for dead letters. The name of a queue is the key
	 * that leads to its dead-letter queue.
	 */
	static final String EXCHANGE = "DLX";

	/**
	 * The queue of parked dead letters, and the key that leads to it. Services may not
	 * send through the default exchange, by which anybody reaches any queue.
	 */
	static final String PARKED = "letters.parked";

	/**
	 * Looking at a parked dead letter counts as a delivery, of which RabbitMQ 4 allows 20
	 * by default before it throws a message away. -1, for no limit, is unknown to
	 * RabbitMQ 3.
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
