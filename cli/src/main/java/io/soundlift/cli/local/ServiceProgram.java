package io.soundlift.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Program of a service.
 *
 * @param options options of its virtual machine
 * @param jar the jar
 * @param archive the archive of its classes
 */
record ServiceProgram(List<String> options, Path jar, ClassArchive archive) {

	static ServiceProgram of(List<String> options, Path jar) throws IOException {
		return new ServiceProgram(options, jar, ClassArchive.of(jar, options, JavaRuntime.current()));
	}

	/**
	 * Returns the command line that runs the service, with the archive if it exists.
	 */
	List<String> command() {
		return command(this.archive.options());
	}

	/**
	 * Returns the command line that records the archive: the service starts up to the
	 * point where it would open its ports and begin to work, and exits.
	 * @param temporary folder for temporary files
	 */
	List<String> trainingCommand(Path temporary) {
		List<String> options = new ArrayList<>(this.archive.recordingOptions());
		options.add("-Djava.io.tmpdir=" + temporary);
		options.add("-Dspring.context.exit=onRefresh");
		return JavaCommand.inBackground(command(options));
	}

	/**
	 * Deletes the archive, which may be truncated: virtual machines crash on that.
	 */
	void distrustArchive() {
		try {
			this.archive.delete();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Unable to delete an archive of classes", ex);
		}
	}

	private List<String> command(List<String> more) {
		List<String> all = new ArrayList<>(this.options);
		all.addAll(more);
		return JavaCommand.of(all, this.jar, List.of());
	}

}
