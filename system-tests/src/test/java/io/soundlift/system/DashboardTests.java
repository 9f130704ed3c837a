package io.soundlift.system;

import java.awt.Rectangle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the form of Grafana's dashboards; {@link QueryTests} are about what they ask.
 */
class DashboardTests {

	private static final Path GRAFANA = ServiceProcess.root().resolve("observability/grafana");

	private static final Set<String> WITH_UNIT = Set.of("timeseries", "stat", "bargauge", "heatmap");

	private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(?!_)([a-z]\\w*)");

	static List<Path> dashboards() throws IOException {
		try (Stream<Path> files = Files.list(GRAFANA.resolve("dashboards"))) {
			return files.sorted().toList();
		}
	}

	@ParameterizedTest
	@MethodSource("dashboards")
	void asksOnlyDataSourcesThatAreProvisioned(Path file) {
		assertThat(sources(read(file))).isNotEmpty().isSubsetOf(provisioned());
	}

	@ParameterizedTest
	@MethodSource("dashboards")
	void saysOfEachPanelWhatItShowsAndInWhichUnit(Path file) {
		for (JsonNode panel : panels(read(file))) {
			String title = panel.path("title").asString("");
			assertThat(title).as("title of panel %s", panel.path("id")).isNotBlank();
			if (!panel.get("type").asString().equals("row")) {
				assertThat(panel.path("description").asString("")).as("description of %s", title).endsWith(".");
			}
			if (WITH_UNIT.contains(panel.get("type").asString())) {
				assertThat(panel.at("/fieldConfig/defaults/unit").asString("")).as("unit of %s", title).isNotBlank();
			}
		}
	}

	@ParameterizedTest
	@MethodSource("dashboards")
	void givesEachPanelAnIdAndAPlaceOfItsOwn(Path file) {
		List<JsonNode> panels = panels(read(file));
		assertThat(panels).extracting((panel) -> panel.get("id").asInt()).doesNotHaveDuplicates();
		for (int i = 0; i < panels.size(); i++) {
			Rectangle place = place(panels.get(i));
			assertThat(place.x + place.width).as("right edge of %s", panels.get(i).get("title")).isBetween(1, 24);
			for (JsonNode other : panels.subList(0, i)) {
				assertThat(place.intersects(place(other)))
					.as("%s and %s", panels.get(i).get("title"), other.get("title"))
					.isFalse();
			}
		}
	}

	@ParameterizedTest
	@MethodSource("dashboards")
	void usesOnlyVariablesThatItHas(Path file) throws IOException {
		Set<String> known = read(file).at("/templating/list")
			.valueStream()
			.map((variable) -> variable.get("name").asString())
			.collect(Collectors.toSet());
		Set<String> used = VARIABLE.matcher(Files.readString(file))
			.results()
			.map((variable) -> variable.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(used).isEqualTo(new TreeSet<>(known));
	}

	@Test
	void linksOnlyToDashboardsThatExist() throws IOException {
		Set<String> uids = new TreeSet<>();
		Set<String> linked = new TreeSet<>();
		for (Path file : dashboards()) {
			assertThat(uids.add(read(file).get("uid").asString())).as("%s has a uid of its own", file).isTrue();
			Pattern.compile("/d/([\\w-]+)")
				.matcher(Files.readString(file))
				.results()
				.forEach((link) -> linked.add(link.group(1)));
		}
		assertThat(linked).isEqualTo(uids);
	}

	private static Set<String> provisioned() {
		return YamlFile.read(GRAFANA.resolve("provisioning/datasources/soundlift.yaml"))
			.at("/datasources")
			.valueStream()
			.map(DashboardTests::source)
			.collect(Collectors.toSet());
	}

	private static Set<String> sources(JsonNode dashboard) {
		return panels(dashboard).stream()
			.flatMap((panel) -> Stream.concat(Stream.of(panel), panel.path("targets").valueStream()))
			.map((node) -> node.path("datasource"))
			.filter(JsonNode::isObject)
			.map(DashboardTests::source)
			.collect(Collectors.toSet());
	}

	private static String source(JsonNode source) {
		return source.get("type").asString() + " " + source.get("uid").asString();
	}

	private static List<JsonNode> panels(JsonNode parent) {
		List<JsonNode> panels = new ArrayList<>();
		for (JsonNode panel : parent.path("panels")) {
			panels.add(panel);
			panels.addAll(panels(panel));
		}
		return panels;
	}

	private static Rectangle place(JsonNode panel) {
		JsonNode place = panel.get("gridPos");
		return new Rectangle(place.get("x").asInt(), place.get("y").asInt(), place.get("w").asInt(),
				place.get("h").asInt());
	}

	private static JsonNode read(Path file) {
		try {
			return new JsonMapper().readTree(Files.readString(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
