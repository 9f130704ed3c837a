package io.soundlift.testsupport;

import io.soundlift.embedded.EmbeddedBroker;
import org.jspecify.annotations.Nullable;

/**
 * The AMQP broker of the tests of this JVM: the RabbitMQ that
 * {@code SOUNDLIFT_TEST_RABBIT_URI} names, else an embedded one.
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
			String real = System.getenv("SOUNDLIFT_TEST_RABBIT_URI");
			uri = (real != null && !real.isBlank()) ? real : EmbeddedBroker.start(0, "test", "test").uri();
		}
		return uri;
	}

	/**
	 * Return whether the broker is a real RabbitMQ.
	 * @return {@code false} if it is the embedded broker
	 */
	public static boolean isRabbitMq() {
		String real = System.getenv("SOUNDLIFT_TEST_RABBIT_URI");
		return real != null && !real.isBlank();
	}

}
