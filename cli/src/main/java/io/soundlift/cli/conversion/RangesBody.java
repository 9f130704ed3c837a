package io.soundlift.cli.conversion;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.Flow;
import java.util.function.LongConsumer;

/**
 * Request body with some ranges of a file, as {@code multipart/byteranges} (RFC 9110,
 * 14.6). The server stores each range preceded by its offset and length, eight bytes
 * each, and hashes that.
 */
final class RangesBody implements VideoBody {

	private final VideoSound sound;

	private final long offset;

	private final LongConsumer progress;

	private final BodyPublisher content;

	private volatile MessageDigest digest = Sha256.newDigest();

	private volatile long sentBytes;

	/**
	 * Creates a body.
	 * @param sound the content to send
	 * @param offset number of bytes to skip
	 * @param progress receives how many bytes were sent so far, those that are skipped
	 * included
	 */
	RangesBody(VideoSound sound, long offset, LongConsumer progress) {
		this.sound = sound;
		this.offset = offset;
		this.progress = progress;
		long left = sound.length() - offset;
		this.content = (left > 0) ? BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(this::open), left)
				: BodyPublishers.noBody();
	}

	private RangesStream open() {
		MessageDigest reading = Sha256.newDigest();
		this.digest = reading;
		try {
			RangesStream stream = new RangesStream(this.sound.file(), this.sound.parts(), reading);
			// skipped bytes are read for the hash
			stream.skipNBytes(this.offset);
			return stream;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String contentType() {
		return this.sound.mediaType();
	}

	@Override
	public long contentLength() {
		return this.content.contentLength();
	}

	@Override
	public String sha256() {
		try {
			// if nothing is left to send, nothing is read
			return (contentLength() > 0) ? HexFormat.of().formatHex(this.digest.digest()) : this.sound.sha256();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public long sentBytes() {
		return this.sentBytes;
	}

	@Override
	public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
		this.sentBytes = 0;
		this.content.subscribe(new SentBytes(subscriber, this::sent));
	}

	private void sent(ByteBuffer bytes) {
		this.sentBytes += bytes.remaining();
		this.progress.accept(this.offset + this.sentBytes);
	}

}
