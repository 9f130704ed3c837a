package io.soundlift.testsupport;

import io.soundlift.embedded.EmbeddedBroker;
import org.jspecify.annotations.Nullable;

/**
 * The AMQP broker of the tests of this JVM: the RabbitMQ that
 * {@code SOUNDLIFT_TEST_RABBIT_URI} names, a container if
 * {@code SOUNDLIFT_TEST_CONTAINERS} is {@code true}, else an embedded one.
 */
public final class TestBroker {

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
