package io.soundlift.converter.container;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * Entry of a program map for one stream: a type, and descriptors that refine ambiguous
 * types.
 */
final class StreamDescription {

	/** Main and auxiliary MPEG-H audio streams (ISO/IEC 13818-1). */
	private static final int MPEG_H_MAIN = 0x2d;

	private static final int MPEG_H_AUXILIARY = 0x2e;

	/** Private data in PES packets, and private types. */
	private static final int PRIVATE_DATA = 6;

	private static final int FIRST_PRIVATE_TYPE = 0x80;

	/** Registration descriptor: four letters from SMPTE's registry. */
	private static final int REGISTRATION = 5;

	private static final int AC_4_LETTERS = 0x41432d34;

	/** Extension descriptor of DVB, with a tag of its own (ETSI EN 300 468, 6.2.18). */
	private static final int EXTENSION = 0x7f;

	private static final int AC_4_EXTENSION = 0x15;

	private static final int DTS_UHD_EXTENSION = 0x21;

	private StreamDescription() {
	}

	/**
	 * Determines whether a stream is audio that ffmpeg can't decode.
	 * @param type its type
	 * @param descriptors its descriptors, each with a tag and a length
	 * @return the audio; {@code null} if the stream is something else
	 */
	static @Nullable UndecodableAudio audio(int type, ByteBuffer descriptors) {
		if (type == MPEG_H_MAIN || type == MPEG_H_AUXILIARY) {
			return UndecodableAudio.MPEG_H;
		}
		UndecodableAudio audio = null;
		while (audio == null && (type == PRIVATE_DATA || type >= FIRST_PRIVATE_TYPE) && descriptors.remaining() >= 2) {
			int tag = descriptors.get() & 0xff;
			int length = Math.min(descriptors.get() & 0xff, descriptors.remaining());
			audio = described(tag, descriptors.slice(descriptors.position(), length));
			descriptors.position(descriptors.position() + length);
		}
		return audio;
	}

	private static @Nullable UndecodableAudio described(int tag, ByteBuffer content) {
		if (tag == REGISTRATION && content.remaining() >= Integer.BYTES && content.getInt() == AC_4_LETTERS) {
			return UndecodableAudio.AC_4;
		}
		if (tag == EXTENSION && content.hasRemaining()) {
			return switch (content.get() & 0xff) {
				case AC_4_EXTENSION -> UndecodableAudio.AC_4;
				case DTS_UHD_EXTENSION -> UndecodableAudio.DTS_UHD;
				default -> null;
			};
		}
		return null;
	}

}
