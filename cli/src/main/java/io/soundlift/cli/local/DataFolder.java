package io.soundlift.cli.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

import io.soundlift.cli.account.PrivateFiles;
import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;

/**
 * The folder in which a local system keeps everything.
 *
 * @param path the folder, absolute
 */
record DataFolder(Path path) {

	static DataFolder of(Path path) {
		return new DataFolder(path.toAbsolutePath().normalize());
	}

	/**
	 * Creates the folder unless it exists, accessible only to this user.
	 */
	void create() {
		try {
			PrivateFiles.createOwnDirectory(this.path);
			PrivateFiles.createDirectory(logs());
			PrivateFiles.createDirectory(mongo());
		}
		catch (IOException ex) {
			throw new CommandException(ExitCode.FILE, "Can't create the data folder " + this.path + ".", ex);
		}
	}

	/**
	 * Locks the folder, so that no other process runs a system in it, until this process
	 * ends.
	 * @return the lock
	 * @throws CommandException if another process has it
	 */
	FileLock lock() {
		try {
			FileChannel channel = FileChannel.open(this.path.resolve("lock"), StandardOpenOption.CREATE,
					StandardOpenOption.WRITE);
			FileLock lock = channel.tryLock();
			if (lock == null) {
				channel.close();
				throw new CommandException(ExitCode.STATE, "Soundlift is running already with the data folder "
						+ this.path + ". See 'soundlift status', stop it with 'soundlift down'.");
			}
			return lock;
		}
		catch (IOException ex) {
			throw new CommandException(ExitCode.FILE, "Can't lock the data folder " + this.path + ".", ex);
		}
	}

	Path mongoFile() {
		return mongo().resolve("soundlift.h2");
	}

	private Path mongo() {
		return this.path.resolve("mongo");
	}

	Path runFile() {
		return this.path.resolve("run.json");
	}

	Path secretsFile() {
		return this.path.resolve("secrets");
	}

	/**
	 * Returns the folder for files that can be recreated.
	 */
	Path cache() {
		return this.path.resolve("cache");
	}

	/**
	 * Returns the folder for a service's temporary files.
	 * @param name name of the service
	 */
	Path temporary(String name) {
		return temporary().resolve(name);
	}

	private Path temporary() {
		return this.path.resolve("tmp");
	}

	/**
	 * Creates the folder for a service's temporary files, without leftovers of an earlier
	 * process.
	 * @param name name of the service
	 */
	void newTemporary(String name) throws IOException {
		FileTree.delete(temporary(name));
		PrivateFiles.createDirectory(temporary(name));
	}

	/**
	 * Deletes the temporary files of all services.
	 */
	void deleteTemporary() throws IOException {
		FileTree.delete(temporary());
	}

	Path logs() {
		return this.path.resolve("logs");
	}

	Path log(String name) {
		return logs().resolve(name + ".log");
	}

	/**
	 * Rotates the log. One previous log is kept.
	 * @param name name of the process that writes the log
	 * @return the log file, which does not exist
	 */
	Path newLog(String name) throws IOException {
		Path log = log(name);
		if (Files.exists(log)) {
			Files.move(log, log.resolveSibling(name + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
		}
		return log;
	}

}
