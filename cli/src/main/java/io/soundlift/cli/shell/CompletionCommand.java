package io.soundlift.cli.shell;

import java.util.concurrent.Callable;

import io.soundlift.cli.console.Terminal;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * Prints a script that completes arguments in a shell.
 */
@Command(name = "completion", description = "Print a script that completes the arguments of soundlift in a shell.",
		mixinStandardHelpOptions = true,
		footer = { "", "Examples:", "  source <(soundlift completion bash)       # or in ~/.bashrc",
				"  source <(soundlift completion zsh)        # or in ~/.zshrc",
				"  soundlift completion fish > ~/.config/fish/completions/soundlift.fish" })
public final class CompletionCommand implements Callable<Integer> {

	@Mixin
	private final Terminal terminal = new Terminal();

	@Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
	private Shell shell = Shell.bash;

	@Override
	public Integer call() {
		CommandLine whole = this.terminal.commandLine().getParent();
		this.terminal.out()
			.print((this.shell == Shell.fish) ? new FishCompletion(whole.getCommandSpec()).script()
					: AutoComplete.bash(whole.getCommandName(), whole));
		this.terminal.out().flush();
		return 0;
	}

}
