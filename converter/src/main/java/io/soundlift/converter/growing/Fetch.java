package io.soundlift.converter.growing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;

import io.soundlift.journey.conversion.GrowingUpload;
import io.soundlift.journey.file.FileMissingException;
import io.soundlift.journey.file.FileRange;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.PackedRangesReader;
import io.soundlift.journey.file.RangeSource;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.support.DaemonThreads;
import io.soundlift.support.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Thread that writes an upload to a file as it arrives.
 */
final class Fetch implements AutoCloseable {

	private static final int BUFFER = 256 * 1024;

	/** As many as a gateway accepts. */
	private static final int MAX_RANGES = 1024 * 1024;

	private static final int BOX_HEADER_BYTES = 8;

	private final GrowingUpload upload;

	private final GrowingContent content;

	private final Path path;

	private final long maxBytes;

	private final UploadHandovers.Handover handover;

	private final UploadedVideos videos;

	/** SHA-256 of the stored form of the video: its bytes, or its packed ranges. */
	private final MessageDigest digest = Sha256.newDigest();

	private final CompletableFuture<GrowingFile> file = new CompletableFuture<>();

	private final Thread thread = new DaemonThreads("growing-fetch").newThread(this::run);

	/** Number of bytes of ranges with their headers that were written. */
	private long packedBytes;

	private int rangeCount;

	/** Position in the video of the next byte of a range. */
	private long position;

	/** End of that range; the position if the next one has not begun. */
	private long end;

	private @Nullable IOException trouble;

	private Fetch(GrowingUpload upload, GrowingContent content, Path path, long maxBytes,
			UploadHandovers.Handover handover, UploadedVideos videos) {
		this.upload = upload;
		this.content = content;
		this.path = path;
		this.maxBytes = maxBytes;
		this.handover = handover;
		this.videos = videos;
	}

	/**
	 * Starts to write.
	 * @param upload the upload, whose length is known
	 * @param content its bytes
	 * @param path where to write them
	 * @param maxBytes the maximum length of the video, holes included
	 * @param handover receives the complete video
	 * @param videos videos of complete uploads
	 * @return the thread, which has to be closed
	 */
	static Fetch start(GrowingUpload upload, GrowingContent content, Path path, long maxBytes,
			UploadHandovers.Handover handover, UploadedVideos videos) {
		Fetch fetch = new Fetch(upload, content, path, maxBytes, handover, videos);
		fetch.thread.start();
		return fetch;
	}

	/**
	 * Waits for the length of the video to be known.
	 * @return the file
	 * @throws IOException if the upload is not a video, or does not continue
	 */
	GrowingFile file() throws IOException {
		try {
			return this.file.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof IOException cause) ? cause : new IOException(ex);
		}
	}

	/**
	 * Waits for the last byte.
	 * @throws IOException if the upload does not continue
	 */
	void awaitEnd() throws IOException {
		try {
			this.thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted while the upload was on its way");
		}
		IOException found = trouble();
		if (found != null) {
			throw found;
		}
	}

	/**
	 * Returns the failure that ended this thread.
	 * @return {@code null} if nothing has so far
	 */
	synchronized @Nullable IOException trouble() {
		return this.trouble;
	}

	private void run() {
		try {
			boolean hasHoles = RangesBodyReader.isType(this.upload.contentType());
			String sha256 = hasHoles ? ranges() : whole();
			this.file.join().end(null);
			this.handover.offer(this.path, this.file.join().sizeBytes(), hasHoles, sha256);
		}
		catch (IOException ex) {
			fail(ex);
		}
		catch (RuntimeException | Error ex) {
			// the outermost handler of this thread: a reader waits for what it writes
			fail(new IOException("The upload can't be read", ex));
		}
	}

	private synchronized void fail(IOException ex) {
		this.trouble = ex;
		this.handover.offerNothing();
		if (!this.file.completeExceptionally(ex)) {
			this.file.join().end(ex);
		}
	}

	private String whole() throws IOException {
		GrowingFile target = create(Objects.requireNonNull(this.upload.length()));
		byte[] buffer = new byte[BUFFER];
		long written = 0;
		for (int read = this.content.read(buffer); read >= 0; read = this.content.read(buffer)) {
			target.write(written, ByteBuffer.wrap(buffer, 0, read));
			this.digest.update(buffer, 0, read);
			written += read;
		}
		return digest();
	}

	private String digest() {
		return HexFormat.of().formatHex(this.digest.digest());
	}

	private GrowingFile create(long sizeBytes) throws IOException {
		if (sizeBytes > this.maxBytes) {
			// holes cost nothing on disk, but those of some files pass through the pipe
			throw new NotStreamableException("The video is too long");
		}
		GrowingFile created = new GrowingFile(this.path, sizeBytes);
		this.file.complete(created);
		return created;
	}

	private String ranges() throws IOException {
		RangesBodyReader body = new RangesBodyReader(this.content, this.upload.contentType());
		try {
			copy(body, body::sizeBytes);
			if (!this.file.isDone()) {
				throw new NotStreamableException("There is no range");
			}
			return digest();
		}
		catch (FileMissingException ex) {
			// the upload was faster than this thread: its gateway has packed the ranges
			// and removed the bytes that were sent
			return packedRanges(ex);
		}
	}

	private String packedRanges(FileMissingException gone) throws IOException {
		StoredFile video = this.videos.find(this.upload.id()).orElseThrow(() -> gone);
		try (PackedRangesReader ranges = this.videos.read(video, this.packedBytes, this.end - this.position)) {
			copy(ranges, video::sizeBytes);
		}
		String sha256 = digest();
		if (!sha256.equals(video.sha256())) {
			throw new NotStreamableException("The gateway has read other ranges");
		}
		return sha256;
	}

	/**
	 * Copies the rest of the range that was begun, if any, and all that follow.
	 */
	private void copy(RangeSource source, LongSupplier sizeBytes) throws IOException {
		byte[] buffer = new byte[BUFFER];
		copyRest(source, buffer);
		for (FileRange range = source.next(); range != null; range = source.next()) {
			if (++this.rangeCount > MAX_RANGES) {
				throw new NotStreamableException("There are too many ranges");
			}
			if (!this.file.isDone()) {
				create(sizeBytes.getAsLong());
			}
			byte[] begin = begin(range, source);
			noteIndex(range, begin, this.file.join());
			ByteBuffer header = FileStore.packedHeader(range);
			this.packedBytes += header.remaining();
			this.digest.update(header);
			this.position = range.offset();
			this.end = range.offset() + range.length();
			write(begin, begin.length);
			copyRest(source, buffer);
		}
	}

	private void copyRest(RangeSource source, byte[] buffer) throws IOException {
		while (this.position < this.end) {
			this.content.requireReader();
			write(buffer, source.read(buffer, 0, (int) Math.min(buffer.length, this.end - this.position)));
		}
	}

	private void write(byte[] bytes, int length) throws IOException {
		this.file.join().write(this.position, ByteBuffer.wrap(bytes, 0, length));
		this.digest.update(bytes, 0, length);
		this.position += length;
		this.packedBytes += length;
	}

	private static byte[] begin(FileRange range, RangeSource source) throws IOException {
		byte[] begin = new byte[(int) Math.min(BOX_HEADER_BYTES, range.length())];
		for (int count = 0; count < begin.length;) {
			count += source.read(begin, count, begin.length - count);
		}
		return begin;
	}

	/**
	 * Records the index of a movie that arrives before the media data preceding it in the
	 * file.
	 */
	private static void noteIndex(FileRange range, byte[] begin, GrowingFile target) {
		if (begin.length == BOX_HEADER_BYTES && new String(begin, 4, 4, StandardCharsets.ISO_8859_1).equals("moov")) {
			long size = Integer.toUnsignedLong(ByteBuffer.wrap(begin).getInt());
			target.index(range.offset(), range.offset() + size);
		}
	}

	/**
	 * Ends the thread, and closes the file.
	 */
	@Override
	public void close() {
		this.content.close();
		try {
			this.thread.join();
			if (this.file.isDone() && !this.file.isCompletedExceptionally()) {
				this.file.join().close();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (IOException ex) {
			// it is deleted with its folder
			this.content.close();
		}
	}

}
