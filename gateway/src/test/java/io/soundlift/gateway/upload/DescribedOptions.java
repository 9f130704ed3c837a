package io.soundlift.gateway.upload;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Tag;
import io.soundlift.journey.option.Option;
import io.soundlift.journey.option.Options;

import org.springframework.util.StringUtils;

/**
 * JSON schemas of the options of a conversion.
 */
public final class DescribedOptions {

	private static final String TIME = "(\\d{1,7}(\\.\\d{1,3})?|(\\d{1,3}:)?[0-5]?\\d:[0-5]\\d(\\.\\d{1,3})?)";

	/** Forms of texts, which may be narrower than what is read. */
	private static final Map<String, String> PATTERNS = Map.of(Options.START.name(), "^%s$".formatted(TIME),
			Options.END.name(), "^%s$".formatted(TIME), Options.COVER.name(),
			"^(auto|attached|none|%s)$".formatted(TIME), Tag.YEAR.option(), "^(\\d{4})?$", Tag.TRACK_NUMBER.option(),
			"^(\\d{1,4}(/\\d{1,4})?)?$");

	private DescribedOptions() {
	}

	/**
	 * Returns the schema of each option by its name.
	 * @return schemas with descriptions
	 */
	public static Map<String, Map<String, Object>> schemas() {
		Map<String, Map<String, Object>> schemas = new LinkedHashMap<>();
		Options.byName().forEach((name, option) -> {
			Map<String, Object> schema = schema(option);
			schema.put("description", StringUtils.capitalize(option.allowed()));
			schemas.put(name, schema);
		});
		for (Tag tag : Tag.values()) {
			schemas.computeIfPresent(tag.option(), (name, schema) -> {
				schema.put("maxLength", tag.maxCodePoints());
				return schema;
			});
		}
		return schemas;
	}

	private static Map<String, Object> schema(Option<?> option) {
		Map<String, Object> schema = new LinkedHashMap<>();
		if (option.type() == Boolean.class) {
			schema.put("type", "boolean");
		}
		else if (option == Options.BITRATE) {
			schema.put("type", "string");
			schema.put("enum",
					Stream
						.concat(ConversionOptions.BITRATES.stream().map((bits) -> bits / 1000 + "k"),
								ConversionOptions.BITRATES.stream().map(String::valueOf))
						.toList());
		}
		else if (option.type() == Integer.class) {
			schema.put("type", "integer");
			schema.putAll(limits(option));
		}
		else {
			schema.put("type", "string");
			String pattern = PATTERNS.get(option.name());
			if (pattern != null) {
				schema.put("pattern", pattern);
			}
		}
		return schema;
	}

	private static Map<String, Object> limits(Option<?> option) {
		if (option == Options.SAMPLE_RATE) {
			return Map.of("enum", ConversionOptions.SAMPLE_RATES);
		}
		return (option == Options.CHANNELS) ? Map.of("enum", List.of(1, 2))
				: new TreeMap<>(Map.of("maximum", ConversionOptions.MAX_QUALITY, "minimum", 0));
	}

}
