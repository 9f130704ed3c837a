package io.soundlift.system;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.FileSystemResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that every key in {@code config-repo} means something to the service that gets
 * it, going by the metadata in the service's jar, and that the README explains it.
 */
class ConfigRepoTests {

	private static final Path REPO = ServiceProcess.root().resolve("config-repo");

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	@ParameterizedTest
	@ValueSource(strings = { "auth-server", "gateway", "converter", "notifier" })
	void holdsOnlyKeysThatTheServiceKnows(String service) throws IOException {
		Metadata metadata = Metadata.of(service);
		assertThat(metadata.properties()).as("metadata was found").contains("spring.application.name");
		for (String file : List.of("application", service)) {
			assertThat(keys(file)).allSatisfy((key) -> assertThat(metadata.knows(key)).as(key).isTrue());
		}
	}

	@Test
	void explainsEveryKeyInItsReadme() throws IOException {
		String readme = Files.readString(REPO.resolve("README.md"));
		for (String file : List.of("application", "auth-server", "gateway", "converter", "notifier")) {
			// keys that differ in their last part share a line
			assertThat(keys(file)).allSatisfy((key) -> assertThat(readme).containsAnyOf("`" + key + "`",
					key.substring(key.lastIndexOf('.')) + "`"));
		}
	}

	private static Set<String> keys(String name) {
		YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
		yaml.setResources(new FileSystemResource(REPO.resolve(name + ".yml")));
		Properties properties = yaml.getObject();
		assertThat(properties).isNotNull();
		return properties.stringPropertyNames();
	}

	/**
	 * What a service's jar says about the properties that it binds.
	 *
	 * @param properties names of single properties
	 * @param maps names of properties that take any key below them
	 */
	private record Metadata(Set<String> properties, Set<String> maps) {

		static Metadata of(String service) throws IOException {
			Metadata metadata = new Metadata(new HashSet<>(), new HashSet<>());
			Path jar = ServiceProcess.root().resolve(service).resolve("target").resolve(service + ".jar");
			try (InputStream content = Files.newInputStream(jar)) {
				metadata.readJar(content);
			}
			return metadata;
		}

		private void readJar(InputStream content) throws IOException {
			ZipInputStream jar = new ZipInputStream(content);
			for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
				if (entry.getName().endsWith(METADATA)) {
					read(new JsonMapper().readTree(jar.readAllBytes()));
				}
				else if (entry.getName().endsWith(".jar")) {
					readJar(new ByteArrayInputStream(jar.readAllBytes()));
				}
			}
		}

		private void read(JsonNode metadata) {
			for (JsonNode property : metadata.path("properties")) {
				String name = property.get("name").asString();
				this.properties.add(name);
				if (property.path("type").asString("").startsWith("java.util.Map")) {
					this.maps.add(name + ".");
				}
			}
		}

		boolean knows(String key) {
			return this.properties.contains(key) || this.maps.stream().anyMatch(key::startsWith);
		}

	}

}
