package io.soundlift.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the database lets services do in containers. That it is enough is shown
 * by the tests of the services, which fail for each command that needs more.
 */
class DatabaseRightsTests {

	private static final Path MONGODB = ServiceProcess.root().resolve("docker/mongodb");

	/** What a service does with documents; anything else is for administrators. */
	private static final Set<String> ACTIONS = Set.of("find", "insert", "update", "remove", "createCollection",
			"createIndex");

	private final JsonNode rights = new JsonMapper().readTree(MONGODB.resolve("rights.json"));

	@Test
	void keepsConvertersFromSessionsAndUsage() {
		assertThat(this.rights.get("converter").propertyNames()).containsExactly("soundlift");
		assertThat(this.rights.get("converter").get("soundlift").get("uploads").valueStream())
			.extracting(JsonNode::asString)
			.containsExactly("find");
		assertThat(this.rights.get("converter").get("soundlift").propertyNames()).allMatch((collection) -> collection
			.matches("(growing_)?conversions|uploads|queue_lanes|storage_reservations|file_(writes|reads)|kept_chunks"
					+ "|shared_encodings|(videos|mp3s|kept_chunks)\\.(files|chunks)"));
	}

	@Test
	void letsTheNotifierOnlyReadConversions() {
		assertThat(this.rights.get("notifier").propertyNames()).containsExactlyInAnyOrder("soundlift",
				"soundlift_notifier");
		JsonNode soundlift = this.rights.get("notifier").get("soundlift");
		assertThat(soundlift.propertyNames()).contains("conversions", "mail_steps");
		soundlift.properties()
			.stream()
			.filter((collection) -> !Set.of("mail_steps", "mail_preferences", "webhooks", "webhook_deliveries")
				.contains(collection.getKey()))
			.forEach((collection) -> assertThat(collection.getValue().valueStream().map(JsonNode::asString))
				.as(collection.getKey())
				.isSubsetOf("find", "createCollection", "createIndex"));
	}

	@Test
	void namesCollectionsAndActionsOfDocumentsOnly() {
		assertThat(this.rights.propertyNames()).containsExactlyInAnyOrder("converter", "notifier");
		for (JsonNode databases : this.rights) {
			for (JsonNode collections : databases) {
				assertThat(collections.propertyNames()).isNotEmpty().doesNotContain("");
				assertThat(ACTIONS).containsAll(actions(collections));
			}
		}
	}

	@Test
	void appliesTheRightsInContainers() throws Exception {
		assertThat(Files.readString(MONGODB.resolve("init.js"))).contains("/opt/soundlift/rights.json")
			.doesNotContain("'converter': [", "'notifier': [");
		assertThat(new ComposeFile().service("mongodb-users").list("volumes"))
			.contains("./docker/mongodb:/opt/soundlift:ro");
	}

	private static Set<String> actions(JsonNode collections) {
		Set<String> actions = new TreeSet<>();
		collections.forEach((collection) -> collection.forEach((action) -> actions.add(action.asString())));
		return actions;
	}

}
