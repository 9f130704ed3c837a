package io.soundlift.embedded;

import java.nio.ByteOrder;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Limits on messages of a client before it has authenticated: small messages with one
 * well-formed document. Removed from the pipeline afterwards.
 */
final class HandshakeLimits extends LengthFieldBasedFrameDecoder {

	/** A driver's handshake with its metadata has less than 1 KiB. */
	static final int MAX_MESSAGE_BYTES = 8 * 1024;

	private static final int LENGTH_BYTES = 4;

	private static final int OP_QUERY = 2004;

	private static final int OP_MSG = 2013;

	private static final int OP_CODE_OFFSET = 12;

	private static final int HEADER_BYTES = 16;

	HandshakeLimits() {
		super(ByteOrder.LITTLE_ENDIAN, MAX_MESSAGE_BYTES, 0, LENGTH_BYTES, -LENGTH_BYTES, 0, true);
	}

	@Override
	protected @Nullable Object decode(ChannelHandlerContext context, ByteBuf in) throws Exception {
		Object frame = super.decode(context, in);
		if (frame instanceof ByteBuf message) {
			boolean valid = false;
			try {
				check(message.duplicate());
				valid = true;
			}
			finally {
				if (!valid) {
					message.release();
				}
			}
		}
		return frame;
	}

	private static void check(ByteBuf message) {
		int opCode = message.getIntLE(message.readerIndex() + OP_CODE_OFFSET);
		// the flags follow
		message.skipBytes(HEADER_BYTES + Integer.BYTES);
		switch (opCode) {
			case OP_MSG -> {
				if (message.readByte() != 0) {
					throw new CorruptedFrameException("Only a message with one document is taken here");
				}
			}
			case OP_QUERY -> message.skipBytes(message.bytesBefore((byte) 0) + 1 + 2 * Integer.BYTES);
			default -> throw new CorruptedFrameException("The operation is not taken here");
		}
		BsonBounds.check(message);
		if (message.isReadable()) {
			throw new CorruptedFrameException("Only one document is taken here");
		}
	}

}
