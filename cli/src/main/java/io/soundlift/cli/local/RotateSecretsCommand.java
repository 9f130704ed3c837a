package io.soundlift.cli.local;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Command that replaces the secrets of a data folder while no system is running there.
 */
@Command(name = "rotate-secrets",
		description = { "Replace the passwords and encryption keys of a stopped local system.",
				"Sessions and logins stay: the previous encryption keys are kept for decryption." },
		mixinStandardHelpOptions = true)
public final class RotateSecretsCommand implements Callable<Integer> {

	@Mixin
	private final Terminal terminal = new Terminal();

	@Option(names = "--data", paramLabel = "DIR", defaultValue = "data",
			description = "Data folder of the system (default: ./${DEFAULT-VALUE}).")
	private Path path = Path.of("data");

	@Option(names = "--signing-keys",
			description = { "Replace the keys that tokens are signed with as well. Existing access tokens become",
					"invalid at once; logins get new ones by themselves." })
	private boolean signingKeys;

	@Override
	public Integer call() throws IOException {
		DataFolder data = DataFolder.of(this.path);
		if (!Files.exists(data.secretsFile())) {
			throw new CommandException(ExitCode.FILE, "There are no secrets in the data folder " + data.path() + ".");
		}
		try (FileLock lock = data.lock()) {
			ServiceSecrets secrets = ServiceSecrets.of(data).rotated();
			(this.signingKeys ? secrets.withSigningKeysSince(Instant.now()) : secrets).write(data);
			lock.release();
		}
		this.terminal.out().println("The secrets are new. The next 'soundlift up' uses them.");
		return 0;
	}

}
