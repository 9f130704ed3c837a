package io.soundlift.converter.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * Random access to a file in order to read its headers. Its content is not kept in
 * memory.
 */
final class MediaFile implements AutoCloseable {

	/** More than the headers of any file need, and few enough to bound a hostile one. */
	private static final int MAX_READS = 100_000;

	private final FileChannel channel;

	private final long size;

	private int reads;

	private MediaFile(FileChannel channel) throws IOException {
		this.channel = channel;
		this.size = channel.size();
	}

	static MediaFile open(Path path) throws IOException {
		return new MediaFile(FileChannel.open(path, StandardOpenOption.READ));
	}

	/**
	 * Returns the size of the file.
	 * @return bytes
	 */
	long size() {
		return this.size;
	}

	/**
	 * Reads a part of the file.
	 * @param position where it begins, not negative
	 * @param length how many bytes it has
	 * @param order order of the bytes in numbers
	 * @return the part; {@code null} if the file ends earlier, or after too many reads
	 * @throws IOException if it can't be read
	 */
	@Nullable ByteBuffer read(long position, int length, ByteOrder order) throws IOException {
		if (position > this.size - length || this.reads++ >= MAX_READS) {
			return null;
		}
		ByteBuffer part = ByteBuffer.allocate(length).order(order);
		while (part.hasRemaining()) {
			if (this.channel.read(part, position + part.position()) < 0) {
				return null;
			}
		}
		return part.flip();
	}

	/**
	 * Reads a part of the file into an array.
	 * @param position where the part begins, not negative
	 * @param target the array
	 * @param from where in it
	 * @param length how many bytes the part has
	 * @return whether all of it was read
	 * @throws IOException if it can't be read
	 */
	boolean read(long position, byte[] target, int from, int length) throws IOException {
		ByteBuffer part = ByteBuffer.wrap(target, from, length);
		while (part.hasRemaining()) {
			if (this.channel.read(part, position + part.position() - from) < 0) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Whether the file has certain bytes at a position.
	 * @param position the position, not negative
	 * @param hex the bytes in hexadecimal digits
	 * @return whether they exist
	 * @throws IOException if they can't be read
	 */
	boolean has(long position, String hex) throws IOException {
		byte[] wanted = HexFormat.of().parseHex(hex);
		ByteBuffer found = read(position, wanted.length, ByteOrder.BIG_ENDIAN);
		return found != null && found.equals(ByteBuffer.wrap(wanted));
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
