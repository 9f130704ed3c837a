package io.soundlift.cli.deadletter;

import java.io.IOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;

/**
 * The queue of parked dead letters. A dead letter is removed only by an acknowledgement;
 * all others are returned to the queue when this is closed, or its process ends.
 */
final class ParkedDeadLetters implements AutoCloseable {

	/** The queue. */
	static final String QUEUE = "letters.parked";

	private static final int TIMEOUT_MILLIS = 10_000;

	private final Connection connection;

	private ParkedDeadLetters(Connection connection) {
		this.connection = connection;
	}

	/**
	 * Connects to a broker.
	 * @param uri its AMQP URI, with user, password and virtual host
	 * @throws CommandException if the URI is not valid, or the broker does not respond or
	 * refuses the user
	 */
	static ParkedDeadLetters connect(String uri) {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setConnectionTimeout(TIMEOUT_MILLIS);
		factory.setAutomaticRecoveryEnabled(false);
		try {
			if (!uri.matches("amqps?://.+")) {
				throw new URISyntaxException("", "has another scheme");
			}
			factory.setUri(uri);
			return new ParkedDeadLetters(factory.newConnection("soundlift letters"));
		}
		catch (URISyntaxException | GeneralSecurityException | IllegalArgumentException ex) {
			// without the URI, which contains a password
			throw new CommandException(ExitCode.FAILED,
					"The broker's address must be like amqp://user:password@host:5672/soundlift.", ex);
		}
		catch (PossibleAuthenticationFailureException ex) {
			throw new CommandException(ExitCode.UNAUTHORIZED, "The broker does not accept the user or its password.",
					ex);
		}
		catch (IOException | TimeoutException ex) {
			throw new CommandException(ExitCode.UNREACHABLE,
					"The broker at " + factory.getHost() + ":" + factory.getPort() + " does not answer.", ex);
		}
	}

	/**
	 * Passes each dead letter that is currently in the queue to a visitor, oldest first.
	 * @return number of dead letters
	 * @throws CommandException if the broker fails; decisions that were applied remain in
	 * effect
	 */
	int visit(Visitor visitor) {
		try (Channel channel = this.connection.createChannel()) {
			AtomicBoolean returned = new AtomicBoolean();
			channel.addReturnListener((message) -> returned.set(true));
			channel.confirmSelect();
			int deadLetters = 0;
			for (long left = count(); left > 0; left--) {
				GetResponse response = channel.basicGet(QUEUE, false);
				if (response == null) {
					break;
				}
				deadLetters++;
				ParkedDeadLetter deadLetter = ParkedDeadLetter.of(response);
				switch (visitor.visit(deadLetter)) {
					case LEAVE -> {
					}
					case DROP -> channel.basicAck(deadLetter.deliveryTag(), false);
					case RETRY -> retry(channel, deadLetter, returned);
				}
			}
			return deadLetters;
		}
		catch (IOException | TimeoutException | ShutdownSignalException ex) {
			throw new CommandException(ExitCode.UNREACHABLE, "The broker broke off: " + ex.getMessage()
					+ ". No dead letter is lost; one that was being sent again may be in both queues, which does no harm.",
					ex);
		}
	}

	/**
	 * Counts the dead letters, in a channel of its own, which ends when there is no
	 * queue.
	 */
	private long count() throws IOException, TimeoutException {
		Channel channel = this.connection.createChannel();
		try {
			return channel.queueDeclarePassive(QUEUE).getMessageCount();
		}
		catch (IOException ex) {
			if (ex.getCause() instanceof ShutdownSignalException signal && signal.getReason() != null
					&& signal.getReason().toString().contains("404")) {
				// no service has ever run on this broker
				return 0;
			}
			throw ex;
		}
		finally {
			if (channel.isOpen()) {
				channel.close();
			}
		}
	}

	private static void retry(Channel channel, ParkedDeadLetter deadLetter, AtomicBoolean returned)
			throws IOException, TimeoutException {
		String queue = deadLetter.queue()
			.orElseThrow(() -> new CommandException(ExitCode.FAILED, "Dead letter " + deadLetter.id()
					+ " does not say which queue it comes from. It stays where it is."));
		returned.set(false);
		// through the default exchange, which routes to the queue of that name only
		channel.basicPublish("", queue, true, deadLetter.revived(), deadLetter.body());
		boolean confirmed;
		try {
			confirmed = channel.waitForConfirms(TIMEOUT_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CommandException(ExitCode.FAILED,
					"Interrupted. Dead letter " + deadLetter.id() + " may be in both queues.", ex);
		}
		if (!confirmed || returned.get()) {
			throw new CommandException(ExitCode.FAILED, "The broker did not take dead letter " + deadLetter.id()
					+ " for the queue " + queue + ". It stays where it is.");
		}
		channel.basicAck(deadLetter.deliveryTag(), false);
	}

	@Override
	public void close() {
		this.connection.abort(TIMEOUT_MILLIS);
	}

	/**
	 * Visitor that decides about dead letters.
	 */
	interface Visitor {

		/**
		 * Decides about a dead letter.
		 * @return the decision
		 */
		Decision visit(ParkedDeadLetter deadLetter);

	}

	/**
	 * Decision about a dead letter.
	 */
	enum Decision {

		/** Keeps it in the queue. */
		LEAVE,

		/** Discards it. */
		DROP,

		/** Returns it to the queue that it came from. */
		RETRY

	}

}
