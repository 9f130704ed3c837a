package io.soundlift.cli.local;

import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Program that holds the lock of a data folder until it is killed.
 */
public final class DataFolderLockHolder {

	private DataFolderLockHolder() {
	}

	/**
	 * Lock the folder, create the file {@code held} in it, and wait.
	 * @param arguments the folder
	 * @throws Exception if the folder can't be locked
	 */
	public static void main(String[] arguments) throws Exception {
		try (FileLock lock = DataFolder.of(Path.of(arguments[0])).lock()) {
			Files.createFile(Path.of(arguments[0], "held"));
			Thread.currentThread().join();
			lock.release();
		}
	}

}
