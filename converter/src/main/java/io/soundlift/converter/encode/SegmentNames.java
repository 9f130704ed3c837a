package io.soundlift.converter.encode;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

import io.soundlift.converter.plan.Mp3Encoding;
import io.soundlift.support.Sha256;

/**
 * Names of chunks, derived from everything that their bytes depend on: the samples, and
 * how they are encoded. Chunks of the same name are equal, whatever the source of the
 * samples.
 *
 * @param encoding how samples are encoded
 */
record SegmentNames(String encoding) {

	static SegmentNames of(String ffmpegVersion, ChunkGrid grid, Mp3Encoding encoding) {
		return new SegmentNames(
				List.of(ffmpegVersion, grid, ChunkGrid.FIRST_CHUNKS, ChunkGrid.WARM_UP, ChunkGrid.COMMON, encoding)
					.toString());
	}

	/**
	 * Returns the name of a chunk.
	 * @param segment its samples
	 * @return 64 hexadecimal digits
	 * @throws UncheckedIOException if they can't be read
	 */
	String of(PcmSegment segment) {
		List<Object> parts = List.of(this.encoding, segment.index(), segment.warmUp(), segment.last(),
				samples(segment));
		return HexFormat.of().formatHex(Sha256.hash(parts.toString()));
	}

	private static String samples(PcmSegment segment) {
		MessageDigest digest = Sha256.newDigest();
		try (InputStream content = new DigestInputStream(Files.newInputStream(segment.file()), digest)) {
			content.transferTo(OutputStream.nullOutputStream());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return HexFormat.of().formatHex(digest.digest());
	}

}
