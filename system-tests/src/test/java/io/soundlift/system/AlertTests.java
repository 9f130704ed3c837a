package io.soundlift.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that whoever gets an alert knows what it means and what to do.
 */
class AlertTests {

	private static final Path RULES = ServiceProcess.root().resolve("observability/prometheus/rules");

	private static final String RUNBOOKS = "docs/operations.md";

	@Test
	void saysOfEachAlertHowUrgentItIsAndWhatItMeans() throws IOException {
		List<JsonNode> alerts = alerts();
		assertThat(alerts).isNotEmpty();
		for (JsonNode alert : alerts) {
			String name = alert.get("alert").asString();
			assertThat(alert.at("/labels/severity").asString("")).as("severity of %s", name).isIn("page", "ticket");
			assertThat(alert.at("/annotations/summary").asString("")).as("summary of %s", name).isNotBlank();
			assertThat(alert.at("/annotations/description").asString("")).as("description of %s", name).endsWith(".");
			assertThat(alert.at("/annotations/runbook_url").asString("")).as("runbook of %s", name)
				.isEqualTo(RUNBOOKS + "#" + name.toLowerCase(Locale.ROOT));
		}
	}

	@Test
	void hasARunbookForEachAlertAndForNothingElse() throws IOException {
		Set<String> names = alerts().stream()
			.map((alert) -> alert.get("alert").asString())
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(runbooks()).isEqualTo(names);
	}

	@Test
	void saysInEachRunbookWhatItMeansHowToSeeItAndWhatToDo() throws IOException {
		for (String runbook : alertSection().split("(?m)^### ")) {
			if (runbook.startsWith("## ")) {
				continue;
			}
			assertThat(runbook).as(runbook.lines().findFirst().orElse(""))
				.contains("**Means:**")
				.contains("**See:**")
				.contains("**Do:**");
		}
	}

	private static List<JsonNode> alerts() throws IOException {
		List<JsonNode> alerts = new ArrayList<>();
		try (Stream<Path> files = Files.list(RULES)) {
			files.map(YamlFile::read)
				.flatMap((rules) -> rules.get("groups").valueStream())
				.flatMap((group) -> group.get("rules").valueStream())
				.filter((rule) -> rule.has("alert"))
				.forEach(alerts::add);
		}
		return alerts;
	}

	private static Set<String> runbooks() throws IOException {
		return Pattern.compile("^### (\\w+)$", Pattern.MULTILINE)
			.matcher(alertSection())
			.results()
			.map((heading) -> heading.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static String alertSection() throws IOException {
		String document = Files.readString(ServiceProcess.root().resolve(RUNBOOKS));
		int start = document.indexOf("\n## Alerts\n") + 1;
		assertThat(start).as("section of alerts").isPositive();
		int end = document.indexOf("\n## ", start);
		return document.substring(start, (end < 0) ? document.length() : end);
	}

}
