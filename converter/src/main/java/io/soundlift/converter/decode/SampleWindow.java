package io.soundlift.converter.decode;

import java.io.IOException;
import java.io.InputStream;

import io.soundlift.support.BlockInputStream;

/**
 * The part of a stream of samples that lies within a range.
 */
final class SampleWindow extends BlockInputStream {

	private static final int BUFFER = 256 * 1024;

	private final InputStream samples;

	private long before;

	private long left;

	private boolean ended;

	SampleWindow(InputStream samples, AudioFormat format, SampleRange range) {
		this.samples = samples;
		this.before = bytes(range.first(), format);
		this.left = bytes(range.length(), format);
	}

	private static long bytes(long samples, AudioFormat format) {
		return (samples > Long.MAX_VALUE / format.sampleBytes()) ? Long.MAX_VALUE : samples * format.sampleBytes();
	}

	@Override
	public int read(byte[] target, int offset, int length) throws IOException {
		if (length == 0) {
			return 0;
		}
		if (this.before > 0) {
			passOver();
		}
		if (this.left == 0 || this.ended) {
			return -1;
		}
		int read = this.samples.read(target, offset, (int) Math.min(length, this.left));
		if (read < 0) {
			this.ended = true;
			return -1;
		}
		this.left -= read;
		return read;
	}

	private void passOver() throws IOException {
		byte[] buffer = new byte[(int) Math.min(BUFFER, this.before)];
		while (this.before > 0) {
			int read = this.samples.read(buffer, 0, (int) Math.min(buffer.length, this.before));
			if (read < 0) {
				this.before = 0;
				this.ended = true;
				return;
			}
			this.before -= read;
		}
	}

	/**
	 * Whether all samples of the range were read.
	 * @return whether the samples that follow are not needed
	 */
	boolean isComplete() {
		return this.left == 0 && !this.ended;
	}

}
