package io.soundlift.support;

import java.io.IOException;
import java.io.InputStream;

/**
 * Stream whose bytes come in blocks; a single one is read like any other number of them.
 */
public abstract class BlockInputStream extends InputStream {

	@Override
	public final int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : Byte.toUnsignedInt(one[0]);
	}

	@Override
	public abstract int read(byte[] target, int offset, int length) throws IOException;

}
