package io.soundlift.testsupport;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import io.soundlift.embedded.EmbeddedBroker;
import org.jspecify.annotations.Nullable;

/**
 * The AMQP broker of the tests of this JVM: the RabbitMQ that
 * {@code SOUNDLIFT_TEST_RABBIT_URI} names, a container if
 * {@code SOUNDLIFT_TEST_CONTAINERS} is {@code true}, else an embedded one.
 */
public final class TestBroker {

	/** The queues that the services share. */
	private static final List<String> QUEUES = List.of("video.uploaded.converter", "video.uploaded.converter.dlq",
			"conversion.finished.notifier", "conversion.finished.notifier.dlq", "letters.parked");

	private static @Nullable String uri;

	private TestBroker() {
	}

	/**
	 * Return the broker's address, starting the broker at the first call.
	 * @return the AMQP URI with user, password and virtual host
	 */
	public static synchronized String uri() {
		if (uri == null) {
			uri = start();
		}
		return uri;
	}

	/**
	 * Delete the queues of the services with all that earlier tests, other modules and
	 * earlier runs have left in them. A service that starts declares what it needs again.
	 * @throws IllegalStateException if the broker can't be reached or refuses
	 */
	public static void clear() {
		ConnectionFactory factory = new ConnectionFactory();
		try {
			factory.setUri(URI.create(uri()));
			try (Connection connection = factory.newConnection()) {
				for (String queue : QUEUES) {
					delete(connection.createChannel(), queue);
				}
			}
		}
		catch (IOException | TimeoutException | GeneralSecurityException | URISyntaxException ex) {
			throw new IllegalStateException("The queues of the tests can't be deleted", ex);
		}
	}

	private static void delete(Channel channel, String queue) throws IOException, TimeoutException {
		try {
			channel.queueDelete(queue);
			channel.close();
		}
		catch (IOException ex) {
			// the embedded broker closes the channel when there is no such queue
			if (!(ex.getCause() instanceof ShutdownSignalException signal
					&& signal.getReason() instanceof AMQP.Channel.Close close
					&& close.getReplyCode() == AMQP.NOT_FOUND)) {
				throw ex;
			}
		}
	}

	private static String start() {
		String given = given();
		if (given != null) {
			return given;
		}
		return TestContainers.areWanted() ? TestContainers.startRabbitMq()
				: EmbeddedBroker.start(0, "test", "test").uri();
	}

	private static @Nullable String given() {
		String given = System.getenv("SOUNDLIFT_TEST_RABBIT_URI");
		return (given != null && !given.isBlank()) ? given : null;
	}

	/**
	 * Return whether the broker is a real RabbitMQ.
	 * @return {@code false} if it is the embedded broker
	 */
	public static boolean isRabbitMq() {
		return given() != null || TestContainers.areWanted();
	}

}
