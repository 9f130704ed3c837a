package io.soundlift.testsupport;

import org.testcontainers.mongodb.MongoDBContainer;
import org.testcontainers.rabbitmq.RabbitMQContainer;

/**
 * Starts real servers in containers, on machines with Docker. The containers end with the
 * JVM.
 */
final class TestContainers {

	private static final String MONGO_IMAGE = "mongo:8.0";

	private static final String RABBIT_IMAGE = "rabbitmq:4.1";

	private TestContainers() {
	}

	/**
	 * Returns whether {@code SOUNDLIFT_TEST_CONTAINERS} requests containers.
	 */
	static boolean areWanted() {
		return "true".equals(System.getenv("SOUNDLIFT_TEST_CONTAINERS"));
	}

	/**
	 * Start a MongoDB replica set of one.
	 * @return its connection string, without a database name
	 */
	static String startMongo() {
		MongoDBContainer container = new MongoDBContainer(MONGO_IMAGE);
		container.start();
		return container.getConnectionString();
	}

	/**
	 * Start a RabbitMQ.
	 * @return its AMQP URI
	 */
	static String startRabbitMq() {
		RabbitMQContainer container = new RabbitMQContainer(RABBIT_IMAGE);
		container.start();
		return container.getAmqpUrl();
	}

}
