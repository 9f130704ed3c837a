package io.soundlift.cli.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Display of lines as they are added to a log.
 */
final class FollowedLog implements AutoCloseable {

	private final BufferedReader reader;

	private final PrintWriter out;

	FollowedLog(Path log, PrintWriter out) throws IOException {
		this.reader = Files.newBufferedReader(log);
		this.out = out;
	}

	/**
	 * Shows the lines added since the last call.
	 */
	void showNew() throws IOException {
		char[] buffer = new char[4096];
		for (int count = this.reader.read(buffer); count > 0; count = this.reader.read(buffer)) {
			this.out.write(buffer, 0, count);
		}
		this.out.flush();
	}

	@Override
	public void close() throws IOException {
		this.reader.close();
	}

}
