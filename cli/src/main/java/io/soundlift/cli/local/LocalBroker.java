package io.soundlift.cli.local;

import java.nio.file.Path;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;

/**
 * The broker of a local system.
 */
public final class LocalBroker {

	private LocalBroker() {
	}

	/**
	 * Returns the address of the broker of a running system.
	 * @param path the system's data folder
	 * @return its AMQP URI, with the password
	 * @throws CommandException if no system runs there
	 */
	public static String uri(Path path) {
		DataFolder data = DataFolder.of(path);
		return RunRecord.read(data)
			.filter((record) -> record.process().find().isPresent())
			.orElseThrow(() -> new CommandException(ExitCode.STATE,
					"Soundlift is not running with the data folder " + data.path() + "."))
			.rabbitUri();
	}

}
