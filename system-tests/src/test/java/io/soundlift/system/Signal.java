package io.soundlift.system;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A signal that Java can't send by itself.
 */
enum Signal {

	/** Stand still. */
	STOP,

	/** Go on. */
	CONT;

	/**
	 * Sends the signal. Does nothing if the process has ended.
	 */
	void to(Process process) {
		try {
			new ProcessBuilder("kill", "-" + name(), Long.toString(process.pid()))
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start()
				.onExit()
				.join();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
