package io.soundlift.journey.deadletter;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import com.mongodb.MongoException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.micrometer.core.instrument.MeterRegistry;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.message.PublisherConfirm;
import io.soundlift.support.EnumCounter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.ChannelCallback;
import org.springframework.amqp.rabbit.core.RabbitOperations;
import org.springframework.amqp.rabbit.support.DefaultMessagePropertiesConverter;
import org.springframework.dao.DataAccessException;

/**
 * Processing of the dead letters of one queue: each is passed to the service's handler,
 * and those without the id of a conversion are parked for an operator.
 * <p>
 * A dead letter is removed from its queue only when it was processed, or when the broker
 * has confirmed that it is in another one. It is never requeued by a negative
 * acknowledgement while the broker works, because RabbitMQ counts these and drops a
 * message after too many.
 */
final class DeadLetters {

	private static final String SUFFIX = ".dlq";

	/** The queue that a parked dead letter was read from, to which a retry sends it. */
	private static final String QUEUE_HEADER = "soundlift-queue";

	/** When a dead letter was parked, in milliseconds since 1970. */
	private static final String PARKED_AT_HEADER = "soundlift-parked-at";

	/** Reason why a dead letter was parked, a sentence for an operator. */
	private static final String REASON_HEADER = "soundlift-parked-reason";

	private static final Logger logger = LoggerFactory.getLogger(DeadLetters.class);

	private final RabbitOperations rabbit;

	private final Conversions conversions;

	private final String queue;

	private final DeadLetterHandler handler;

	private final Clock clock;

	private final EnumCounter<DeadLetterOutcome> outcomes;

	DeadLetters(RabbitOperations rabbit, Conversions conversions, DeadLetterHandler handler, MeterRegistry meters,
			Clock clock) {
		this.rabbit = rabbit;
		this.conversions = conversions;
		this.queue = handler.queue();
		this.handler = handler;
		this.clock = clock;
		this.outcomes = new EnumCounter<>(meters, "soundlift.dead.letters",
				"Messages that nobody could deal with, by what became of them", "outcome", DeadLetterOutcome.class);
	}

	/**
	 * Processes the present dead letters. Those that fail because of MongoDB stay for the
	 * next sweep.
	 * @throws org.springframework.amqp.AmqpException if the broker fails
	 */
	void sweep() {
		ChannelCallback<Boolean> takeOne = this::takeOne;
		while (Boolean.TRUE.equals(this.rabbit.execute(takeOne))) {
			logger.debug("Dealt with a dead letter of {}", deadLetterQueue());
		}
	}

	private boolean takeOne(Channel channel) throws Exception {
		GetResponse response = channel.basicGet(deadLetterQueue(), false);
		if (response == null) {
			return false;
		}
		long tag = response.getEnvelope().getDeliveryTag();
		boolean done = false;
		try {
			boolean goOn = deal(message(response));
			channel.basicAck(tag, false);
			done = true;
			return goOn;
		}
		finally {
			if (!done && channel.isOpen()) {
				channel.basicNack(tag, false, true);
			}
		}
	}

	private static Message message(GetResponse response) {
		MessageProperties properties = new DefaultMessagePropertiesConverter().toMessageProperties(response.getProps(),
				response.getEnvelope(), "UTF-8");
		return new Message(response.getBody(), properties);
	}

	private boolean deal(Message deadLetter) {
		Optional<String> id = DeadLetter.conversionId(deadLetter);
		if (id.isEmpty()) {
			park(deadLetter, "It names no conversion.");
			return true;
		}
		String trouble;
		try {
			Optional<Conversion> conversion = this.conversions.find(id.get());
			if (conversion.isPresent()) {
				handle(deadLetter, conversion.get());
				return true;
			}
			trouble = "There is no conversion " + id.get() + ".";
		}
		catch (DataAccessException | MongoException ex) {
			logger.warn("MongoDB failed for a dead letter about conversion {}, which has to wait", id.get(), ex);
			send(this.queue, deadLetter);
			return false;
		}
		catch (RuntimeException ex) {
			logger.error("A dead letter about conversion {} can't be dealt with", id.get(), ex);
			trouble = "It can't be dealt with: " + ex.getClass().getSimpleName() + ".";
		}
		park(deadLetter, trouble);
		return true;
	}

	private void handle(Message deadLetter, Conversion conversion) {
		DeadLetterOutcome outcome = this.handler.handle(conversion);
		this.outcomes.increment(outcome);
		logger.warn("A message about conversion {} died in {} and was {}. Cause: {}", conversion.id(), this.queue,
				outcome.lowerCaseName(), cause(deadLetter));
	}

	private void park(Message deadLetter, String reason) {
		Object cause = cause(deadLetter);
		MessageProperties properties = deadLetter.getMessageProperties();
		if (properties.getMessageId() == null) {
			properties.setMessageId(UUID.randomUUID().toString());
		}
		properties.setHeader(QUEUE_HEADER, this.queue);
		properties.setHeader(PARKED_AT_HEADER, this.clock.millis());
		properties.setHeader(REASON_HEADER, reason);
		send(DeadLetterConfiguration.PARKED, deadLetter);
		this.outcomes.increment(DeadLetterOutcome.PARKED);
		logger.error("Parked dead letter {} that died in {}. {} Cause: {}", properties.getMessageId(), this.queue,
				reason, cause);
	}

	/**
	 * Sends a message and waits until the broker has stored it.
	 */
	private void send(String routingKey, Message message) {
		CorrelationData correlation = new CorrelationData(UUID.randomUUID().toString());
		message.getMessageProperties().setDeliveryMode(MessageDeliveryMode.PERSISTENT);
		this.rabbit.send(DeadLetterConfiguration.EXCHANGE, routingKey, message, correlation);
		PublisherConfirm.await(correlation);
	}

	/**
	 * Returns why a message was dead-lettered: the exception that the binder has
	 * recorded, or the broker's reason.
	 */
	private static Object cause(Message deadLetter) {
		Map<String, Object> headers = deadLetter.getMessageProperties().getHeaders();
		Object exception = headers.get("x-exception-message");
		Object cause = (exception != null) ? exception : headers.get("x-death");
		return (cause != null) ? cause : "unknown";
	}

	private String deadLetterQueue() {
		return this.queue + SUFFIX;
	}

}
