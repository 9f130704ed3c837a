package io.soundlift.connection;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * Customizer that makes Tomcat serve a port with the {@link GuardedProtocol}.
 */
final class GuardedPort implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

	private final ConnectionLimits limits;

	GuardedPort(ConnectionLimits limits) {
		this.limits = limits;
	}

	@Override
	public void customize(TomcatServletWebServerFactory factory) {
		factory.setProtocol(GuardedProtocol.class.getName());
		factory.addConnectorCustomizers((connector) -> {
			if (connector.getProtocolHandler() instanceof GuardedProtocol protocol) {
				protocol.setLimits(this.limits);
			}
		});
	}

	/**
	 * After Spring Boot's own, which applies its properties.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
