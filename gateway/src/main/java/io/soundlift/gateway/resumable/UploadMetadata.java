package io.soundlift.gateway.resumable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.gateway.upload.ByteRangesBody;
import io.soundlift.gateway.upload.FileName;
import io.soundlift.gateway.upload.RawVideo;
import io.soundlift.gateway.upload.UploadOptions;
import io.soundlift.gateway.upload.VideoType;
import io.soundlift.journey.conversion.ConversionOptions;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Description of a video at the creation of an upload, for example in the header
 * {@code Upload-Metadata} (tus 1.0.0, Creation).
 *
 * @param fileName its name, cleaned
 * @param contentType its media type; that of the bytes if they are ranges of it
 * @param options options of the conversion
 */
record UploadMetadata(String fileName, String contentType, ConversionOptions options) {

	private static final String FILE_NAME = "filename";

	private static final String FILE_TYPE = "filetype";

	/** Further keys that common clients send. */
	private static final Set<String> IGNORED = Set.of("name", "type", "relativePath");

	/**
	 * Reads the header.
	 * @param header its value; {@code null} if it was not sent
	 * @param defaults defaults of options that are not set
	 * @return its content
	 * @throws Problem {@link ProblemType#BAD_REQUEST} if it can't be read; or one of the
	 * type or of an option
	 */
	static UploadMetadata read(@Nullable String header, GatewayProperties.Defaults defaults) {
		Map<String, String> pairs = pairs((header != null) ? header : "");
		UploadOptions options = new UploadOptions(defaults);
		pairs.forEach((name, value) -> {
			if (!name.equals(FILE_NAME) && !name.equals(FILE_TYPE) && !IGNORED.contains(name)) {
				options.add(name, value);
			}
		});
		return new UploadMetadata(FileName.clean(pairs.get(FILE_NAME)), contentType(pairs.get(FILE_TYPE)),
				options.toOptions());
	}

	/**
	 * Reads the description from a request with the video as its body.
	 */
	static UploadMetadata read(HttpServletRequest request, GatewayProperties.Defaults defaults) {
		UploadOptions options = new UploadOptions(defaults);
		RawVideo.addOptions(options, request);
		return new UploadMetadata(RawVideo.fileName(request), contentType(request.getContentType()),
				options.toOptions());
	}

	private static String contentType(@Nullable String sent) {
		return ByteRangesBody.isType(sent) ? ByteRangesBody.typeWithBoundary(sent) : VideoType.require(sent);
	}

	private static Map<String, String> pairs(String header) {
		Map<String, String> pairs = new LinkedHashMap<>();
		for (String pair : header.split(",")) {
			String[] parts = pair.strip().split(" +", 2);
			if (!parts[0].isEmpty()
					&& pairs.putIfAbsent(parts[0], (parts.length > 1) ? decode(parts[1]) : "") != null) {
				throw malformed("Upload-Metadata has a key twice.", null);
			}
		}
		return pairs;
	}

	private static String decode(String value) {
		try {
			return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			throw malformed("Upload-Metadata must be pairs of a key and a value in base64, with commas between them.",
					ex);
		}
	}

	private static Problem malformed(String detail, @Nullable Throwable cause) {
		return new Problem(ProblemType.BAD_REQUEST, detail, cause);
	}

}
