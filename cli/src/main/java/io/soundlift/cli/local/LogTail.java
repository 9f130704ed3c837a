package io.soundlift.cli.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reader of the end of a log.
 */
final class LogTail {

	private static final int MAX_BYTES = 16 * 1024;

	private LogTail() {
	}

	/**
	 * Returns the last lines of a log.
	 * @param log the file
	 * @param lines maximum number of lines
	 * @return the lines; empty if the file does not exist or can't be read
	 */
	static List<String> read(Path log, int lines) {
		if (!Files.exists(log)) {
			return List.of();
		}
		try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
			long length = file.length();
			byte[] end = new byte[(int) Math.min(MAX_BYTES, length)];
			file.seek(length - end.length);
			file.readFully(end);
			List<String> all = new String(end, StandardCharsets.UTF_8).lines().toList();
			return all.subList(Math.max(0, all.size() - lines), all.size());
		}
		catch (IOException ex) {
			return List.of("(" + log + " can't be read: " + ex.getMessage() + ")");
		}
	}

}
