package io.soundlift.cli.shell;

import java.util.Locale;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * Manual page in the language of man(7): the help of all commands.
 *
 * @param whole the whole command
 */
record ManualPage(CommandLine whole) {

	/**
	 * Returns the page.
	 * @return lines of roff
	 */
	String text() {
		String name = this.whole.getCommandName();
		String summary = String.join(" ", this.whole.getCommandSpec().usageMessage().description());
		StringBuilder page = new StringBuilder(".TH %s 1\n.SH NAME\n%s \\- %s\n.SH SYNOPSIS\n"
			.formatted(name.toUpperCase(Locale.ROOT), name, escape(summary)));
		page.append(".B ").append(name).append("\n.I COMMAND\n.RI [ ARGUMENT ...]\n.SH COMMANDS\n");
		add(page, name, this.whole);
		return page.toString();
	}

	private static void add(StringBuilder page, String prefix, CommandLine command) {
		command.getSubcommands().forEach((name, child) -> {
			if (child.getCommandSpec().usageMessage().hidden()) {
				return;
			}
			page.append(".SS ").append(prefix).append(' ').append(name).append("\n.nf\n");
			page.append(escape(child.getUsageMessage(Ansi.OFF))).append(".fi\n");
			add(page, prefix + " " + name, child);
		});
	}

	private static String escape(String text) {
		// a line that begins with a dot or an apostrophe would be a request
		return text.replace("\\", "\\e").replace("-", "\\-").replaceAll("(?m)^(?=[.'])", "\\\\&");
	}

}
