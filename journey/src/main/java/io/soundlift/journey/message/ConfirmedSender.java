package io.soundlift.journey.message;

import java.util.UUID;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitOperations;

/**
 * Sends messages as they are, and waits for the broker's word that it has them.
 */
public final class ConfirmedSender {

	private final RabbitOperations rabbit;

	/**
	 * Sends over connections with correlated confirms and returns.
	 * @param rabbit a template that sends with the flag {@code mandatory}
	 */
	public ConfirmedSender(RabbitOperations rabbit) {
		this.rabbit = rabbit;
	}

	/**
	 * Sends a message and waits until the broker has stored it.
	 * @param exchange the exchange
	 * @param routingKey the routing key
	 * @param message the message, which is made persistent
	 * @throws PublishingException if the broker has not confirmed it, or has no queue for
	 * it
	 */
	public void send(String exchange, String routingKey, Message message) {
		CorrelationData correlation = new CorrelationData(UUID.randomUUID().toString());
		message.getMessageProperties().setDeliveryMode(MessageDeliveryMode.PERSISTENT);
		this.rabbit.send(exchange, routingKey, message, correlation);
		PublisherConfirm.await(correlation);
	}

}
