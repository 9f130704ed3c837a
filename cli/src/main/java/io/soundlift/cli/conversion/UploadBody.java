package io.soundlift.cli.conversion;

import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.Flow;
import java.util.function.LongConsumer;

/**
 * A request body that is read from a file as it is sent, counted and hashed on the way.
 */
final class UploadBody implements BodyPublisher {

	private final BodyPublisher file;

	private final LongConsumer progress;

	private volatile MessageDigest digest = Sha256.newDigest();

	private volatile long sentBytes;

	/**
	 * Create a body.
	 * @param file the file
	 * @param progress told how many bytes were sent so far
	 * @throws FileNotFoundException if the file can't be read
	 */
	UploadBody(Path file, LongConsumer progress) throws FileNotFoundException {
		this.file = BodyPublishers.ofFile(file);
		this.progress = progress;
	}

	@Override
	public long contentLength() {
		return this.file.contentLength();
	}

	/**
	 * Return the hash of what was sent.
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
		// each subscription sends the file from its start
		MessageDigest sending = Sha256.newDigest();
		this.digest = sending;
		this.sentBytes = 0;
		this.file.subscribe(new Counter(subscriber, sending, this::sent));
	}

	private void sent(long bytes) {
		this.sentBytes = bytes;
		this.progress.accept(bytes);
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
