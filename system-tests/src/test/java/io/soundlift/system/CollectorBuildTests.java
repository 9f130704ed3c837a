package io.soundlift.system;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the collector of the tests is what the collector of containers is, as far as
 * its configuration uses it.
 */
class CollectorBuildTests {

	private static final JsonNode CONFIGURATION = YamlFile.read(TestCollector.CONFIGURATION);

	private static final JsonNode BUILD = YamlFile
		.read(ServiceProcess.root().resolve("observability/collector/builder.yaml"));

	@ParameterizedTest
	@ValueSource(strings = { "receiver", "processor", "exporter", "extension" })
	void hasTheComponentsOfTheConfiguration(String kind) {
		Set<String> configured = CONFIGURATION.get(kind + "s")
			.propertyStream()
			.map((component) -> component.getKey().replaceFirst("/.*", "").replace("_", "") + kind)
			.collect(Collectors.toCollection(TreeSet::new));
		if (kind.equals("exporter")) {
			configured.add("fileexporter");
		}
		assertThat(modules(kind + "s").map((module) -> module[0].replaceFirst(".*/", "")))
			.containsExactlyInAnyOrderElementsOf(configured);
	}

	@Test
	void hasTheVersionOfTheImage() {
		String version = new ComposeFile().service("collector").text("image").replaceFirst(".*:", "");
		assertThat(BUILD.at("/dist/version").asString()).isEqualTo(version);
		assertThat(List.of("receivers", "processors", "exporters", "extensions"))
			.flatExtracting((kind) -> modules(kind).map((module) -> module[1]).toList())
			.containsOnly("v" + version);
	}

	private static Stream<String[]> modules(String kind) {
		return BUILD.get(kind).valueStream().map((component) -> component.get("gomod").asString().split(" "));
	}

}
