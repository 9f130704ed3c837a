package io.soundlift.system;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@code docs/dependencies.md} and each jar's bill of materials speak of the
 * libraries that are in the jars.
 */
class DependenciesTests {

	/** A row's artifact and version. */
	private static final Pattern ROW = Pattern.compile("^\\| [^|]+ \\| `([\\w.-]+)` \\| (\\d[^ |]*) \\|",
			Pattern.MULTILINE);

	private static final Pattern LIBRARY = Pattern.compile(".*/([a-zA-Z][\\w.-]*?)-(\\d[\\w.]*(?:-M\\d+)?)\\.jar");

	private static final Pattern PACKAGE_URL = Pattern
		.compile("pkg:maven/[^/]+/([^@]+)@([^?]+)\\?(?:classifier=([^&]+)&)?type=jar");

	static Stream<String> modules() {
		return Stream.concat(ComposeFile.OWN.stream(), Stream.of("cli"));
	}

	@Test
	void describesTheVersionsThatTheJarsHave() throws IOException {
		Map<String, Set<String>> described = described();
		Map<String, Set<String>> packed = packed();
		assertThat(described).hasSizeGreaterThan(20);
		described.forEach((artifact, versions) -> assertThat(packed.get(artifact)).as(artifact).isEqualTo(versions));
	}

	@Test
	@EnabledIfEnvironmentVariable(named = "SOUNDLIFT_TEST_SBOM", matches = ".+",
			disabledReason = "needs a jar with a bill of materials; set SOUNDLIFT_TEST_SBOM to its module")
	void listsEachLibraryInTheBillOfMaterials() throws IOException {
		try (JarFile jar = jar(System.getenv("SOUNDLIFT_TEST_SBOM"))) {
			Set<String> packed = jar.stream()
				.map(JarEntry::getName)
				.filter((name) -> name.startsWith("BOOT-INF/lib/") && name.endsWith(".jar"))
				.map((name) -> name.substring("BOOT-INF/lib/".length()))
				// Boot adds it when it packs the jar
				.filter((name) -> !name.startsWith("spring-boot-jarmode-tools-"))
				.collect(Collectors.toCollection(TreeSet::new));
			Set<String> listed = listed(jar);
			assertThat(listed).containsAll(packed);
			listed.removeAll(packed);
			// these only name others
			assertThat(listed).allMatch((name) -> name.contains("-starter-") || name.contains("-starters-"));
		}
	}

	private static Set<String> listed(JarFile jar) throws IOException {
		Set<String> libraries = new TreeSet<>();
		try (InputStream bill = jar.getInputStream(jar.getJarEntry("META-INF/sbom/application.cdx.json"))) {
			for (JsonNode component : new JsonMapper().readTree(bill).get("components")) {
				Matcher url = PACKAGE_URL.matcher(component.get("purl").asString());
				assertThat(url.matches()).as(component.get("purl").asString()).isTrue();
				String classifier = (url.group(3) != null) ? "-" + url.group(3) : "";
				libraries.add(url.group(1) + "-" + url.group(2) + classifier + ".jar");
			}
		}
		return libraries;
	}

	private static JarFile jar(String module) throws IOException {
		return new JarFile(ServiceProcess.root().resolve(module).resolve("target/" + module + ".jar").toFile());
	}

	private static Map<String, Set<String>> described() throws IOException {
		Map<String, Set<String>> versions = new TreeMap<>();
		Matcher row = ROW.matcher(Files.readString(ServiceProcess.root().resolve("docs/dependencies.md")));
		while (row.find()) {
			versions.put(row.group(1), Set.of(row.group(2)));
		}
		return versions;
	}

	private static Map<String, Set<String>> packed() throws IOException {
		Map<String, Set<String>> versions = new TreeMap<>();
		for (String module : modules().toList()) {
			try (JarFile jar = jar(module)) {
				jar.stream()
					.map((entry) -> LIBRARY.matcher(entry.getName()))
					.filter(Matcher::matches)
					.forEach((name) -> {
						// two libraries have this name: RabbitMQ's client of AMQP 1.0 is
						// not used
						if (!name.group().endsWith("/amqp-client-0.8.0.jar")) {
							versions.computeIfAbsent(name.group(1), (library) -> new TreeSet<>()).add(name.group(2));
						}
					});
			}
		}
		return versions;
	}

}
