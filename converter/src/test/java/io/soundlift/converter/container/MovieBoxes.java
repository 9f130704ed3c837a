package io.soundlift.converter.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files of MP4 boxes for tests.
 */
public final class MovieBoxes {

	private MovieBoxes() {
	}

	public static Path write(Path folder, byte[]... boxes) throws IOException {
		return Files.write(folder.resolve("movie"), join(boxes));
	}

	public static byte[] join(byte[]... parts) {
		ByteArrayOutputStream content = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			content.writeBytes(part);
		}
		return content.toByteArray();
	}

	public static byte[] box(String type, byte[]... content) {
		byte[] joined = join(content);
		return ByteBuffer.allocate(8 + joined.length)
			.putInt(8 + joined.length)
			.put(type.getBytes(StandardCharsets.US_ASCII))
			.put(joined)
			.array();
	}

	/**
	 * Returns numbers as they are stored, four bytes each.
	 */
	public static byte[] numbers(int... numbers) {
		ByteBuffer stored = ByteBuffer.allocate(numbers.length * Integer.BYTES);
		for (int number : numbers) {
			stored.putInt(number);
		}
		return stored.array();
	}

}
