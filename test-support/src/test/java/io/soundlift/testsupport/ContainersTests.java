package io.soundlift.testsupport;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import org.bson.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TestContainers}.
 */
@Tag("docker")
@EnabledIfEnvironmentVariable(named = "SOUNDLIFT_TEST_CONTAINERS", matches = "true",
		disabledReason = "needs Docker; set SOUNDLIFT_TEST_CONTAINERS=true to run it")
class ContainersTests {

	@Test
	void startsReplicaSetThatAcceptsMajorityWrites() {
		try (MongoClient client = MongoClients.create(TestContainers.startMongo())) {
			Document answer = client.getDatabase("admin").runCommand(new Document("hello", 1));
			assertThat(answer).containsKey("setName").containsEntry("isWritablePrimary", true);
		}
	}

	@Test
	void startsRabbitMq() {
		assertThat(TestContainers.startRabbitMq()).startsWith("amqp://");
	}

}
