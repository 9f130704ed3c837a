package io.soundlift.connection;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Timeout for idle connections of the JDK's HTTP clients, shorter than that of our ports.
 * With the JDK's default of 20 minutes the port closes first, and a request that is sent
 * at that moment fails; the client repeats only requests that change nothing.
 */
final class ClientKeepAliveEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	/** Property of the module {@code java.net.http}, in seconds, read once. */
	static final String PROPERTY = "jdk.httpclient.keepalive.timeout";

	@Override
	public int getOrder() {
		// before a client exists
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (System.getProperty(PROPERTY) == null) {
			System.setProperty(PROPERTY, Long.toString(ConnectionLimits.KEEP_ALIVE.dividedBy(2).toSeconds()));
		}
	}

}
