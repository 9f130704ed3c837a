package io.soundlift.testsupport;

import java.util.Map;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import org.bson.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TestMongo} and {@link TestBroker}, on whatever they are told to use.
 */
@Tag("broker")
class TestServersTests {

	@Test
	void mongoServerStoresDocuments() {
		String databaseName = TestMongo.databaseName();
		assertThat(databaseName).isNotEqualTo(TestMongo.databaseName());
		try (MongoClient client = MongoClients.create(TestMongo.uri())) {
			MongoCollection<Document> collection = client.getDatabase(databaseName).getCollection("things");
			collection.insertOne(new Document("_id", 1));
			assertThat(collection.countDocuments()).isEqualTo(1);
			client.getDatabase(databaseName).drop();
		}
	}

	@Test
	void brokerConfirmsAndDelivers() throws Exception {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setUri(TestBroker.uri());
		try (Connection connection = factory.newConnection(); Channel channel = connection.createChannel()) {
			String queue = channel.queueDeclare().getQueue();
			channel.confirmSelect();
			channel.basicPublish("", queue, null, new byte[] { 42 });
			assertThat(channel.waitForConfirms(60_000)).isTrue();
			GetResponse response = channel.basicGet(queue, true);
			assertThat(response).isNotNull();
			assertThat(response.getBody()).containsExactly(42);
			String product = String.valueOf(connection.getServerProperties().get("product"));
			assertThat(TestBroker.isRabbitMq()).isEqualTo("RabbitMQ".equals(product));
		}
	}

	@Test
	void clearedBrokerHasNothingThatOthersLeft() throws Exception {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setUri(TestBroker.uri());
		try (Connection connection = factory.newConnection(); Channel channel = connection.createChannel()) {
			TestBroker.clear();
			channel.queueDeclare("letters.parked", true, false, false, Map.of());
			channel.confirmSelect();
			channel.basicPublish("", "letters.parked", null, new byte[] { 42 });
			assertThat(channel.waitForConfirms(60_000)).isTrue();
			TestBroker.clear();
			assertThat(channel.queueDeclare("letters.parked", true, false, false, Map.of()).getMessageCount()).isZero();
		}
		finally {
			TestBroker.clear();
		}
	}

	@Test
	void sharesOneServerPerJvm() {
		assertThat(TestMongo.uri()).isEqualTo(TestMongo.uri());
		assertThat(TestBroker.uri()).isEqualTo(TestBroker.uri());
	}

}
