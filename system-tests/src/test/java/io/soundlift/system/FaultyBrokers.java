package io.soundlift.system;

import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

import io.soundlift.testsupport.TestBroker;

/**
 * The brokers that faults can be tried on.
 */
final class FaultyBrokers {

	private FaultyBrokers() {
	}

	/**
	 * Returns the broker that was asked for: a RabbitMQ of our own if {@code wanted} is
	 * {@code rabbitmq}, else the one that the environment names, else an embedded one.
	 * @param wanted what was asked for
	 * @param folder where its data is
	 */
	static FaultyBroker of(String wanted, Path folder) {
		return switch (wanted) {
			case "rabbitmq" -> new OwnRabbitMq(folder.resolve("rabbitmq"));
			case "", "given" -> TestBroker.isRabbitMq() ? new Given() : new Embedded(folder);
			case "embedded" -> new Embedded(folder);
			default -> throw new IllegalArgumentException("faults.broker is embedded, rabbitmq or given: " + wanted);
		};
	}

	/**
	 * An embedded broker in a process of its own, which forgets everything when it is
	 * killed.
	 */
	private static final class Embedded extends FaultyBroker {

		private final EmbeddedServer server;

		private boolean running;

		Embedded(Path folder) {
			this(EmbeddedServer.broker(folder));
		}

		private Embedded(EmbeddedServer server) {
			super(URI.create("amqp://" + EmbeddedServer.BROKER_USER + ":" + EmbeddedServer.BROKER_USER + "@127.0.0.1:"
					+ server.port() + "/soundlift"));
			this.server = server;
		}

		@Override
		String name() {
			return "embedded (Qpid Broker-J)";
		}

		@Override
		Set<FaultKind> faults() {
			return EnumSet.of(FaultKind.BROKER_WIPED);
		}

		@Override
		void start() {
			if (!this.running) {
				this.server.start();
				this.running = true;
			}
			super.start();
		}

		@Override
		void kill() {
			this.server.kill();
			this.running = false;
		}

		@Override
		void wipe() {
			// it has nothing on its disk
		}

		@Override
		public void close() {
			kill();
			super.close();
		}

	}

	/**
	 * A RabbitMQ that others may use as well, so that only the line to it can be cut.
	 */
	private static final class Given extends FaultyBroker {

		Given() {
			super(URI.create(TestBroker.uri()));
		}

		@Override
		String name() {
			return "RabbitMQ that was given, faults on the line only";
		}

	}

}
