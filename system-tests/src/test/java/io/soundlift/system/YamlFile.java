package io.soundlift.system;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads YAML as if it were JSON.
 */
final class YamlFile {

	private YamlFile() {
	}

	static JsonNode read(Path file) {
		try (Reader reader = Files.newBufferedReader(file)) {
			Object content = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
			return new JsonMapper().valueToTree(content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
