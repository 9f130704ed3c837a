package io.soundlift.cli.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Changes that make a file a hostile one, always the same.
 */
final class Mutations {

	static final int COUNT = 100;

	private static final int MAX_CHANGES = 3;

	private Mutations() {
	}

	/**
	 * Returns changes of what describes a file.
	 * @param video the file
	 * @return some changes for each new file
	 */
	static List<List<Change>> of(TestVideo video) {
		byte[] bytes = video.bytes();
		Random random = new Random(video.ordinal());
		// the movie box lies at the end, or else at the front
		int index = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("moov") - 4;
		int begin = Math.max(0, index);
		int end = Math.min(bytes.length, begin + (video.isMatroska() ? 2000 : 4000));
		List<List<Change>> mutations = new ArrayList<>();
		for (int i = 0; i < COUNT; i++) {
			List<Change> changes = new ArrayList<>();
			for (int count = 1 + random.nextInt(MAX_CHANGES); count > 0; count--) {
				changes.add(new Change(begin + random.nextInt(end - begin), (byte) random.nextInt(256)));
			}
			mutations.add(changes);
		}
		return mutations;
	}

	/**
	 * Writes a video with some changes.
	 * @param changes the changes
	 * @param video the video
	 * @param file where to write it
	 * @return the file
	 */
	static Path apply(List<Change> changes, TestVideo video, Path file) throws IOException {
		byte[] bytes = video.bytes();
		changes.forEach((change) -> bytes[change.offset()] = change.value());
		return Files.write(file, bytes);
	}

	/**
	 * Another value of a byte.
	 *
	 * @param offset where
	 * @param value the new value
	 */
	record Change(int offset, byte value) {

	}

}
