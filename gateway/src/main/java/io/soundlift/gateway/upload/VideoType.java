package io.soundlift.gateway.upload;

import java.util.Optional;
import java.util.Set;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;

/**
 * Check by the media type whether a body may be a video, with the problems of bodies that
 * can't be one. The converter examines the content itself.
 */
public final class VideoType {

	private static final Set<String> APPLICATION_SUBTYPES = Set.of("octet-stream", "mp4", "ogg", "mxf", "x-matroska",
			"vnd.rn-realmedia");

	private VideoType() {
	}

	/**
	 * Checks a media type.
	 * @param contentType media type from the client; {@code null} if it sends none
	 * @return the type without parameters
	 * @throws Problem {@link ProblemType#UNSUPPORTED_CONTENT_TYPE} if it is something
	 * else than audio, video or unknown bytes
	 */
	public static String require(@Nullable String contentType) {
		return find(contentType).orElseThrow(VideoType::unsupported);
	}

	/**
	 * Checks a media type.
	 * @param contentType the stated media type; {@code null} if none is
	 * @return the type without parameters; empty if it is something else than audio,
	 * video or unknown bytes
	 */
	static Optional<String> find(@Nullable String contentType) {
		if (contentType == null || contentType.isBlank()) {
			return Optional.of(MediaType.APPLICATION_OCTET_STREAM_VALUE);
		}
		try {
			MediaType type = MediaType.parseMediaType(contentType);
			return isAccepted(type) ? Optional.of(type.getType() + "/" + type.getSubtype()) : Optional.empty();
		}
		catch (InvalidMediaTypeException ex) {
			return Optional.empty();
		}
	}

	private static boolean isAccepted(MediaType type) {
		return switch (type.getType()) {
			case "video", "audio" -> type.isConcrete();
			case "application" -> APPLICATION_SUBTYPES.contains(type.getSubtype());
			default -> false;
		};
	}

	/**
	 * Returns the problem of a video that is too large.
	 * @param limit maximum number of bytes
	 * @return the problem, to be thrown
	 */
	public static Problem tooLarge(long limit) {
		return new Problem(ProblemType.VIDEO_TOO_LARGE,
				"A video may have up to %d bytes (%s).".formatted(limit, DataSize.ofBytes(limit)))
			.with("maxBytes", limit);
	}

	/**
	 * Returns the problem of a video without a byte.
	 * @return the problem, to be thrown
	 */
	public static Problem empty() {
		return new Problem(ProblemType.EMPTY_VIDEO, "The file is empty, so there is no video in it.");
	}

	private static Problem unsupported() {
		return new Problem(ProblemType.UNSUPPORTED_CONTENT_TYPE,
				"Send the video as the body with a type video/*, audio/* or application/octet-stream, "
						+ "as the part named file of multipart/form-data, or ranges of it as multipart/byteranges.")
			.withHeader(HttpHeaders.ACCEPT,
					"video/*, audio/*, application/octet-stream, multipart/form-data, multipart/byteranges");
	}

}
