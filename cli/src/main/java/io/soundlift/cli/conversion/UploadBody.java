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
 * Request body that is read from a file as it is sent, and counted and hashed meanwhile.
 */
final class UploadBody implements VideoBody {

	private final BodyPublisher content;

	private final String contentType;

	private final MessageDigest skipped;

	private final long offset;

	private final LongConsumer progress;

	private volatile MessageDigest digest;

	private volatile long sentBytes;

	/**
	 * Creates a body of a whole file.
	 * @param file the file
	 * @param progress receives how many bytes were sent so far
	 * @throws FileNotFoundException if the file can't be read
	 */
	UploadBody(Path file, LongConsumer progress) throws FileNotFoundException {
		this(BodyPublishers.ofFile(file), file, Sha256.newDigest(), 0, progress);
	}

	/**
	 * Creates a body of the rest of a file.
	 * @param file the file
	 * @param offset number of bytes to skip
	 * @param progress receives how many bytes of the file were sent so far, those that
	 * are skipped included
	 * @throws IOException if the file can't be read
	 */
	UploadBody(Path file, long offset, LongConsumer progress) throws IOException {
		this(rest(file, offset), file, Sha256.begin(file, offset), offset, progress);
	}

	private UploadBody(BodyPublisher content, Path file, MessageDigest skipped, long offset, LongConsumer progress) {
		this.content = content;
		this.contentType = MediaTypes.of(file.getFileName().toString());
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

	@Override
	public String contentType() {
		return this.contentType;
	}

	/**
	 * Returns the hash of the bytes sent so far, in hexadecimal digits.
	 */
	@Override
	public String sha256() {
		return HexFormat.of().formatHex(this.digest.digest());
	}

	@Override
	public long sentBytes() {
		return this.sentBytes;
	}

	@Override
	public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
		// each subscription starts at the same offset
		MessageDigest sending = copy(this.skipped);
		this.digest = sending;
		this.sentBytes = 0;
		this.content.subscribe(new SentBytes(subscriber, (bytes) -> sent(bytes, sending)));
	}

	private void sent(ByteBuffer bytes, MessageDigest sending) {
		this.sentBytes += bytes.remaining();
		sending.update(bytes);
		this.progress.accept(this.offset + this.sentBytes);
	}

}
