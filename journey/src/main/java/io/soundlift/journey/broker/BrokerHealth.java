package io.soundlift.journey.broker;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Health indicator of the connection to the broker. A service continues without the
 * broker, so it is degraded then, not down: a group with this status and none worse is
 * up.
 * <p>
 * The broker is checked in the background, so a probe gets its response at once.
 */
final class BrokerHealth implements HealthIndicator, SmartInitializingSingleton, DisposableBean {

	static final Status DEGRADED = new Status("DEGRADED");

	private static final Logger logger = LoggerFactory.getLogger(BrokerHealth.class);

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private final ConnectionFactory connections;

	private final Duration period;

	private volatile boolean reachable = true;

	/**
	 * Creates a health indicator.
	 * @param connections connections to the broker, of which one is kept open
	 * @param period time between two checks
	 */
	BrokerHealth(ConnectionFactory connections, Duration period) {
		this.connections = connections;
		this.period = period;
	}

	@Override
	public void afterSingletonsInstantiated() {
		// not sooner: a RabbitAdmin that is created when there is a connection declares
		// its queues at once,
		// and the start fails if the connection breaks meanwhile
		this.scheduler.setThreadNamePrefix("broker-health-");
		this.scheduler.setDaemon(true);
		this.scheduler.initialize();
		this.scheduler.scheduleWithFixedDelay(this::look, this.period);
	}

	private void look() {
		try {
			// the open connection, or a new one
			try (Connection connection = this.connections.createConnection()) {
				report(connection.isOpen(), "");
			}
		}
		catch (AmqpException ex) {
			report(false, ex.toString());
		}
	}

	private void report(boolean found, String reason) {
		if (found && !this.reachable) {
			logger.info("The broker answers again");
		}
		else if (!found && this.reachable) {
			logger.warn("The broker does not answer; events wait in the store until it does: {}", reason);
		}
		this.reachable = found;
	}

	@Override
	public Health health() {
		return this.reachable ? Health.up().build() : Health.status(DEGRADED).build();
	}

	@Override
	public void destroy() {
		this.scheduler.destroy();
	}

}
