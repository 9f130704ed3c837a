package io.soundlift.cli.conversion;

import java.util.LinkedHashMap;
import java.util.Map;

import io.soundlift.journey.option.Option;
import io.soundlift.journey.option.Options;
import picocli.CommandLine;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Options of the MP3, which a command gets from the catalogue. The API checks their
 * values before any byte of the video is sent.
 */
final class Mp3Options implements IModelTransformer {

	@Override
	public CommandSpec transform(CommandSpec command) {
		ArgGroupSpec.Builder group = ArgGroupSpec.builder().validate(false).heading("%nWhat the MP3 is like:%n");
		Options.byName().values().forEach((option) -> group.addArg(spec(option)));
		return command.addArgGroup(group.build());
	}

	/**
	 * Returns the options that were set.
	 * @param command the command line of a command that has these options
	 * @return values by API parameter names; empty for the server's defaults
	 */
	static Map<String, String> of(CommandLine command) {
		ParseResult given = command.getParseResult();
		Map<String, String> parameters = new LinkedHashMap<>();
		for (String name : Options.byName().keySet()) {
			if (given.hasMatchedOption("--" + name)) {
				parameters.put(name, String.valueOf(given.<Object>matchedOptionValue("--" + name, "")));
			}
		}
		return parameters;
	}

	private static OptionSpec spec(Option<?> option) {
		OptionSpec.Builder spec = OptionSpec.builder("--" + option.name()).description(option.help());
		return ((option.label() != null) ? spec.type(String.class).paramLabel(option.label())
				: spec.type(Boolean.class).negatable(true))
			.build();
	}

}
