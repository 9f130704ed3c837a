package io.soundlift.converter.growing;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.soundlift.journey.conversion.GrowingUpload;
import io.soundlift.journey.conversion.GrowingUploads;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.PartialFiles;
import io.soundlift.support.BlockInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Stream of the bytes of an upload in order of arrival. Reading blocks until more are
 * available, and ends with the last byte of the upload.
 */
final class GrowingContent extends BlockInputStream {

	private final GrowingUploads uploads;

	private final PartialFiles files;

	private final Pace pace;

	private final CountDownLatch closed = new CountDownLatch(1);

	private final AtomicLong waitedNanos = new AtomicLong();

	private GrowingUpload upload;

	private @Nullable InputStream stored;

	private long position;

	private long paceSince = System.nanoTime();

	private long paceFrom;

	/**
	 * Creates the bytes of an upload.
	 * @param upload the upload as last read
	 */
	GrowingContent(GrowingUploads uploads, PartialFiles files, GrowingUpload upload, Pace pace) {
		this.uploads = uploads;
		this.files = files;
		this.upload = upload;
		this.pace = pace;
	}

	/**
	 * Reads the available bytes, and waits if there are none.
	 * @throws UploadPausedException if bytes arrive too slowly
	 * @throws FileNotFoundException if the upload is gone
	 * @throws InterruptedIOException if this stream was closed
	 */
	@Override
	public int read(byte[] target, int offset, int length) throws IOException {
		if (length == 0) {
			return 0;
		}
		while (true) {
			requireReader();
			if (this.stored != null) {
				int count = this.stored.read(target, offset, length);
				if (count > 0) {
					this.position += count;
					return count;
				}
				this.stored.close();
				this.stored = null;
			}
			if (this.position < this.upload.file().sizeBytes()) {
				this.stored = this.files.read(Bucket.VIDEOS, this.upload.file(), this.position);
			}
			else if (this.upload.isComplete()) {
				return -1;
			}
			else {
				awaitMore();
			}
		}
	}

	private void awaitMore() throws IOException {
		long begin = System.nanoTime();
		try {
			if (this.closed.await(this.pace.poll().toMillis(), TimeUnit.MILLISECONDS)) {
				requireReader();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted while the upload had no more bytes");
		}
		finally {
			this.waitedNanos.addAndGet(System.nanoTime() - begin);
		}
		this.upload = this.uploads.find(this.upload.id())
			.filter((found) -> !found.isOver())
			.orElseThrow(() -> new FileNotFoundException("The upload has ended"));
		requirePace();
	}

	/**
	 * Checks that the upload is still read.
	 * @throws InterruptedIOException if this stream was closed
	 */
	void requireReader() throws InterruptedIOException {
		if (this.closed.getCount() == 0) {
			throw new InterruptedIOException("Nobody reads the upload any more");
		}
	}

	private void requirePace() throws UploadPausedException {
		long nanos = System.nanoTime() - this.paceSince;
		if (nanos < this.pace.pause().toNanos()) {
			return;
		}
		long bytes = this.upload.file().sizeBytes() - this.paceFrom;
		if (!this.upload.isComplete() && !this.pace.isKeptBy(bytes, nanos)) {
			throw new UploadPausedException(
					"Of the upload %d bytes have come in %d ms".formatted(bytes, nanos / 1_000_000));
		}
		this.paceSince = System.nanoTime();
		this.paceFrom = this.upload.file().sizeBytes();
	}

	/**
	 * Returns the total time for which no bytes were available.
	 * @return the time, zero or more
	 */
	Duration waited() {
		return Duration.ofNanos(this.waitedNanos.get());
	}

	/**
	 * Ends the reading, also while another thread waits for bytes.
	 */
	@Override
	public void close() {
		this.closed.countDown();
	}

}
