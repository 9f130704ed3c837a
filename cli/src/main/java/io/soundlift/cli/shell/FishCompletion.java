package io.soundlift.cli.shell;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Completion for fish, which picocli does not know.
 *
 * @param command the whole command
 */
record FishCompletion(CommandSpec command) {

	/**
	 * Returns the script.
	 * @return one {@code complete} for each command and option, in lines
	 */
	String script() {
		StringBuilder script = new StringBuilder();
		for (CommandLine child : this.command.subcommands().values()) {
			CommandSpec spec = child.getCommandSpec();
			if (spec.usageMessage().hidden()) {
				continue;
			}
			add(script, "-n __fish_use_subcommand -f -a " + spec.name(), description(spec));
			String within = "-n '__fish_seen_subcommand_from " + spec.name() + "' ";
			for (CommandLine grandchild : spec.subcommands().values()) {
				add(script, within + "-f -a " + grandchild.getCommandName(), description(grandchild.getCommandSpec()));
			}
			spec.options()
				.stream()
				.filter((option) -> !option.hidden())
				.forEach((option) -> add(script, within + words(option), first(option.description())));
		}
		return script.toString();
	}

	private void add(StringBuilder script, String what, String description) {
		script.append("complete -c ")
			.append(this.command.name())
			.append(' ')
			.append(what)
			.append(" -d ")
			.append(quote(description))
			.append('\n');
	}

	private static String words(OptionSpec option) {
		String names = Arrays.stream(option.names())
			.map((name) -> name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1))
			.collect(Collectors.joining(" "));
		if (option.arity().max() == 0) {
			return names;
		}
		Iterable<String> candidates = option.completionCandidates();
		if (candidates == null) {
			return names + " -r";
		}
		return names + " -x -a "
				+ quote(StreamSupport.stream(candidates.spliterator(), false).collect(Collectors.joining(" ")));
	}

	private static String description(CommandSpec spec) {
		return first(spec.usageMessage().description());
	}

	private static String first(String[] description) {
		return (description.length > 0) ? description[0].replaceAll("(?s)\\s*\\(default: .*?\\)", "") : "";
	}

	private static String quote(String text) {
		return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
	}

}
