package io.soundlift.system;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@code docs/dependencies.md} speaks of the versions that are in the jars.
 */
class DependenciesTests {

	/** A row's artifact and version. */
	private static final Pattern ROW = Pattern.compile("^\\| [^|]+ \\| `([\\w.-]+)` \\| (\\d[^ |]*) \\|",
			Pattern.MULTILINE);

	private static final Pattern LIBRARY = Pattern.compile(".*/([a-zA-Z][\\w.-]*?)-(\\d[\\w.]*(?:-M\\d+)?)\\.jar");

	@Test
	void describesTheVersionsThatTheJarsHave() throws IOException {
		Map<String, Set<String>> described = described();
		Map<String, Set<String>> packed = packed();
		assertThat(described).hasSizeGreaterThan(20);
		described.forEach((artifact, versions) -> assertThat(packed.get(artifact)).as(artifact).isEqualTo(versions));
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
		for (String module : Stream.concat(ComposeFile.OWN.stream(), Stream.of("cli")).collect(Collectors.toSet())) {
			try (JarFile jar = new JarFile(
					ServiceProcess.root().resolve(module).resolve("target/" + module + ".jar").toFile())) {
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
