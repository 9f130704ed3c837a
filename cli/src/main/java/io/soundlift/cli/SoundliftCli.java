package io.soundlift.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

import io.soundlift.cli.account.LoginCommand;
import io.soundlift.cli.account.LogoutCommand;
import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Terminal;
import io.soundlift.cli.conversion.AgainCommand;
import io.soundlift.cli.conversion.ConvertCommand;
import io.soundlift.cli.conversion.DeleteCommand;
import io.soundlift.cli.conversion.DownloadCommand;
import io.soundlift.cli.conversion.JourneyCommand;
import io.soundlift.cli.conversion.LimitsCommand;
import io.soundlift.cli.conversion.ListCommand;
import io.soundlift.cli.conversion.MailsCommand;
import io.soundlift.cli.conversion.ShowCommand;
import io.soundlift.cli.conversion.WebhooksCommand;
import io.soundlift.cli.deadletter.DeadLettersCommand;
import io.soundlift.cli.local.DownCommand;
import io.soundlift.cli.local.PrepareCommand;
import io.soundlift.cli.local.RotateSecretsCommand;
import io.soundlift.cli.local.StatusCommand;
import io.soundlift.cli.local.UpCommand;
import io.soundlift.cli.shell.CompletionCommand;
import io.soundlift.cli.shell.ManualCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The soundlift command.
 */
@Command(name = "soundlift", description = "Turns videos into MP3s.", mixinStandardHelpOptions = true,
		versionProvider = ProgramVersion.class, synopsisSubcommandLabel = "COMMAND",
		subcommands = { UpCommand.class, DownCommand.class, StatusCommand.class, RotateSecretsCommand.class,
				ConvertCommand.class, AgainCommand.class, ListCommand.class, ShowCommand.class, JourneyCommand.class,
				DownloadCommand.class, DeleteCommand.class, LimitsCommand.class, MailsCommand.class,
				WebhooksCommand.class, LoginCommand.class, LogoutCommand.class, DeadLettersCommand.class,
				CompletionCommand.class, ManualCommand.class, PrepareCommand.class })
public final class SoundliftCli implements Callable<Integer> {

	private static final Logger logger = LoggerFactory.getLogger(SoundliftCli.class);

	@Mixin
	private final Terminal terminal = new Terminal();

	/**
	 * Runs the command and exits.
	 * @param arguments the command line
	 */
	public static void main(String[] arguments) {
		System.exit(run(arguments));
	}

	/**
	 * Runs the command.
	 * @param arguments the command line
	 * @return the exit code
	 */
	static int run(String... arguments) {
		CommandLine commandLine = commandLine();
		String complaint = PasswordArguments.complaint(arguments);
		if (complaint != null) {
			commandLine.getErr().println("soundlift: " + complaint);
			return CommandLine.ExitCode.USAGE;
		}
		return commandLine.execute(arguments);
	}

	/**
	 * Shows the usage, because no command was given.
	 * @return the exit code for wrong usage
	 */
	@Override
	public Integer call() {
		commandLine().usage(this.terminal.err());
		return CommandLine.ExitCode.USAGE;
	}

	/**
	 * Returns the command, ready to be run.
	 * @return a new command line, which reports errors in one line
	 */
	public static CommandLine commandLine() {
		CommandLine commandLine = new CommandLine(new SoundliftCli());
		commandLine.setExecutionExceptionHandler(SoundliftCli::report);
		return commandLine;
	}

	private static int report(Exception ex, CommandLine commandLine, CommandLine.ParseResult parsed) {
		PrintWriter err = commandLine.getErr();
		if (System.getenv("SOUNDLIFT_DEBUG") != null) {
			logger.error("Command failed", ex);
		}
		String message = (ex.getMessage() != null) ? ex.getMessage() : ex.getClass().getSimpleName();
		err.println("soundlift: " + message);
		err.flush();
		return (ex instanceof CommandException command) ? command.exitCode().value() : ExitCode.FAILED.value();
	}

}
