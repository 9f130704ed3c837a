package io.soundlift.cli.conversion;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.Flow;
import java.util.function.LongConsumer;

/**
 * A request body that is read from a file as it is sent, counted and hashed on the way.
 */
final class UploadBody implements BodyPublisher {

	private final BodyPublisher content;

	private final MessageDigest skipped;

	private final long offset;

	private final LongConsumer progress;

	private volatile MessageDigest digest;

	private volatile long sentBytes;

	/**
	 * Creates a body of a whole file.
	 * @param file the file
	 * @param progress told how many bytes were sent so far
	 * @throws FileNotFoundException if the file can't be read
	 */
	UploadBody(Path file, LongConsumer progress) throws FileNotFoundException {
		this(BodyPublishers.ofFile(file), Sha256.newDigest(), 0, progress);
	}

	/**
	 * Creates a body of the rest of a file.
	 * @param file the file
	 * @param offset number of bytes to skip
	 * @param progress told how many bytes of the file were sent so far, those that are
	 * skipped included
	 * @throws IOException if the file can't be read
	 */
	UploadBody(Path file, long offset, LongConsumer progress) throws IOException {
		this(rest(file, offset), Sha256.begin(file, offset), offset, progress);
	}

	private UploadBody(BodyPublisher content, MessageDigest skipped, long offset, LongConsumer progress) {
		this.content = content;
		this.skipped = skipped;
		this.offset = offset;
		this.progress = progress;
		this.digest = copy(skipped);
	}

	private static BodyPublisher rest(Path file, long offset) throws IOException {
		long left = Files.size(file) - offset;
		if (left <= 0) {
			return BodyPublishers.noBody();
		}
		return BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> open(file, offset)), left);
	}

	private static InputStream open(Path file, long offset) {
		try {
			InputStream content = Files.newInputStream(file);
			content.skipNBytes(offset);
			return content;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static MessageDigest copy(MessageDigest digest) {
		try {
			return (MessageDigest) digest.clone();
		}
		catch (CloneNotSupportedException ex) {
			throw new IllegalStateException("SHA-256 can be copied", ex);
		}
	}

	@Override
	public long contentLength() {
		return this.content.contentLength();
	}

	/**
	 * Returns the hash of the file up to where it was sent, in hexadecimal digits.
	 */
	String sha256() {
		return HexFormat.of().formatHex(this.digest.digest());
	}

	/**
	 * Returns how many bytes the last attempt has sent so far.
	 */
	long sentBytes() {
		return this.sentBytes;
	}

	@Override
	public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
		// each subscription sends from the same place
		MessageDigest sending = copy(this.skipped);
		this.digest = sending;
		this.sentBytes = 0;
		this.content.subscribe(new Counter(subscriber, sending, this::sent));
	}

	private void sent(long bytes) {
		this.sentBytes = bytes;
		this.progress.accept(this.offset + bytes);
	}

	/**
	 * Looks at the bytes that pass from the file to the connection.
	 */
	private static final class Counter implements Flow.Subscriber<ByteBuffer> {

		private final Flow.Subscriber<? super ByteBuffer> connection;

		private final MessageDigest digest;

		private final LongConsumer progress;

		private long count;

		Counter(Flow.Subscriber<? super ByteBuffer> connection, MessageDigest digest, LongConsumer progress) {
			this.connection = connection;
			this.digest = digest;
			this.progress = progress;
		}

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			this.connection.onSubscribe(subscription);
		}

		@Override
		public void onNext(ByteBuffer bytes) {
			this.count += bytes.remaining();
			this.digest.update(bytes.duplicate());
			this.progress.accept(this.count);
			this.connection.onNext(bytes);
		}

		@Override
		public void onError(Throwable ex) {
			this.connection.onError(ex);
		}

		@Override
		public void onComplete() {
			this.connection.onComplete();
		}

	}

}
