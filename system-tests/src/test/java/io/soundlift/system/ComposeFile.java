package io.soundlift.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What {@code docker-compose.yml} says, with its anchors resolved and its variables as
 * they stand.
 */
final class ComposeFile {

	/** Services whose images are built here and which are started for good. */
	static final List<String> OWN = List.of("config-server", "auth-server", "gateway", "converter", "notifier");

	private final Map<String, Object> content;

	ComposeFile() {
		Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
		try {
			this.content = map(yaml.load(Files.readString(ServiceProcess.root().resolve("docker-compose.yml"))));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Map<String, Service> services() {
		Map<String, Service> services = new LinkedHashMap<>();
		section("services").forEach((name, settings) -> services.put(name, new Service(name, map(settings))));
		return services;
	}

	Service service(String name) {
		Service service = services().get(name);
		if (service == null) {
			throw new IllegalArgumentException("There is no service " + name);
		}
		return service;
	}

	Map<String, Object> networks() {
		return section("networks");
	}

	Set<String> volumes() {
		return section("volumes").keySet();
	}

	private Map<String, Object> section(String name) {
		Object section = this.content.get(name);
		return (section != null) ? map(section) : Map.of();
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> map(Object value) {
		return (Map<String, Object>) value;
	}

	/**
	 * One service.
	 *
	 * @param name its name
	 * @param settings what is set for it
	 */
	record Service(String name, Map<String, Object> settings) {

		String text(String key) {
			return String.valueOf(this.settings.getOrDefault(key, ""));
		}

		List<String> list(String key) {
			List<String> texts = new ArrayList<>();
			if (this.settings.get(key) instanceof List<?> values) {
				values.forEach((value) -> texts.add(String.valueOf(value)));
			}
			return texts;
		}

		Map<String, Object> map(String key) {
			Object value = this.settings.get(key);
			return (value != null) ? ComposeFile.map(value) : Map.of();
		}

		/** Networks by name, each with its settings, such as aliases. */
		Map<String, Object> networks() {
			if (this.settings.get("networks") instanceof Map<?, ?>) {
				return map("networks");
			}
			return list("networks").stream().collect(Collectors.toMap((name) -> name, (name) -> Map.of()));
		}

		Map<String, String> environment() {
			return map("environment").entrySet()
				.stream()
				.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> String.valueOf(entry.getValue()),
						(first, second) -> second, TreeMap::new));
		}

	}

}
