package io.soundlift.cli.shell;

import java.util.concurrent.Callable;

import io.soundlift.cli.console.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Prints the manual page.
 */
@Command(name = "man", description = "Print the manual page of soundlift, with all commands.",
		mixinStandardHelpOptions = true, footer = { "", "Examples:", "  soundlift man | man -l -",
				"  soundlift man > ~/.local/share/man/man1/soundlift.1" })
public final class ManualCommand implements Callable<Integer> {

	@Mixin
	private final Terminal terminal = new Terminal();

	@Override
	public Integer call() {
		this.terminal.out().print(new ManualPage(this.terminal.commandLine().getParent()).text());
		this.terminal.out().flush();
		return 0;
	}

}
