package io.soundlift.system;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Bytes that come as slowly as over a narrow line.
 */
final class PacedStream extends FilterInputStream {

	private static final int PORTIONS_PER_SECOND = 10;

	private final CountDownLatch hurried = new CountDownLatch(1);

	private final int portion;

	private int left;

	/**
	 * Creates a slow stream.
	 * @param content its bytes
	 * @param bytesPerSecond at most
	 */
	PacedStream(InputStream content, int bytesPerSecond) {
		super(content);
		this.portion = Math.max(1, bytesPerSecond / PORTIONS_PER_SECOND);
	}

	/**
	 * Lifts the limit from the rest.
	 */
	void hurry() {
		this.hurried.countDown();
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : Byte.toUnsignedInt(one[0]);
	}

	@Override
	public int read(byte[] target, int offset, int length) throws IOException {
		if (this.left == 0) {
			try {
				this.hurried.await(1000 / PORTIONS_PER_SECOND, TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new InterruptedIOException("Interrupted between two portions");
			}
			this.left = this.portion;
		}
		int read = super.read(target, offset, Math.min(length, this.left));
		this.left -= Math.max(0, read);
		return read;
	}

}
