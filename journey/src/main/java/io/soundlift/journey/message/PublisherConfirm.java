package io.soundlift.journey.message;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.springframework.amqp.rabbit.connection.CorrelationData;

/**
 * Waiting for the broker's confirm of a message.
 */
public final class PublisherConfirm {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private PublisherConfirm() {
	}

	/**
	 * Waits until the broker has taken responsibility for a message.
	 * @param correlation correlation data of the message
	 * @throws PublishingException if the broker has not confirmed it within ten seconds,
	 * has refused it, or has no queue for it
	 */
	public static void await(CorrelationData correlation) {
		try {
			CorrelationData.Confirm confirm = correlation.getFuture().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
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
