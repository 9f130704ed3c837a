package io.soundlift.embedded;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;

/**
 * Check of the lengths in a BSON document (bsonspec.org, version 1.1) before it is
 * decoded: the decoder allocates the announced length before it checks for the bytes.
 */
final class BsonBounds {

	/** Deeper than any handshake or authentication of a driver. */
	private static final int MAX_DEPTH = 8;

	private static final int LENGTH_BYTES = 4;

	private BsonBounds() {
	}

	/**
	 * Checks a document and moves the reader index past it.
	 * @param buffer buffer that contains the document
	 * @throws CorruptedFrameException if a length exceeds the buffer, a type is unknown,
	 * or documents are nested too deeply
	 * @throws IndexOutOfBoundsException if the buffer ends within the document
	 */
	static void check(ByteBuf buffer) {
		document(buffer, MAX_DEPTH);
	}

	private static void document(ByteBuf buffer, int depth) {
		int end = buffer.readerIndex() + buffer.getIntLE(buffer.readerIndex());
		require(depth > 0 && end > buffer.readerIndex() + LENGTH_BYTES && end <= buffer.writerIndex());
		buffer.skipBytes(LENGTH_BYTES);
		for (byte type = buffer.readByte(); type != 0; type = buffer.readByte()) {
			cString(buffer);
			value(buffer, type, depth);
		}
		require(buffer.readerIndex() == end);
	}

	private static void value(ByteBuf buffer, byte type, int depth) {
		switch (type) {
			case 0x01, 0x09, 0x11, 0x12 -> buffer.skipBytes(Long.BYTES);
			case 0x02 -> counted(buffer, 0);
			case 0x03, 0x04 -> document(buffer, depth - 1);
			case 0x05 -> counted(buffer, 1);
			case 0x06, 0x0A -> {
				// no bytes
			}
			case 0x07 -> buffer.skipBytes(12);
			case 0x08 -> buffer.skipBytes(1);
			case 0x10 -> buffer.skipBytes(Integer.BYTES);
			default -> require(false);
		}
	}

	private static void counted(ByteBuf buffer, int more) {
		int length = buffer.readIntLE();
		require(length >= 0 && length <= buffer.readableBytes() - more);
		buffer.skipBytes(length + more);
	}

	private static void cString(ByteBuf buffer) {
		int length = buffer.bytesBefore((byte) 0);
		require(length >= 0);
		buffer.skipBytes(length + 1);
	}

	private static void require(boolean condition) {
		if (!condition) {
			throw new CorruptedFrameException("The document is malformed");
		}
	}

}
