package io.soundlift.gateway.download;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

import io.soundlift.connection.Transfer;
import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.conversion.OwnedConversions;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileMissingException;
import io.soundlift.journey.file.FileReading;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.trace.JourneyTracing;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * Downloads of MP3s with exact length, validator and ranges (RFC 9110), one buffer at a
 * time.
 */
@Controller
class DownloadController {

	private static final int BUFFER_BYTES = 64 * 1024;

	private final OwnedConversions owned;

	private final FileStore files;

	private final JourneyTracing tracing;

	private final DownloadMeters meters;

	private final DownloadSlots slots;

	private final DownloadLog log;

	private final GatewayProperties properties;

	DownloadController(OwnedConversions owned, FileStore files, JourneyTracing tracing, DownloadMeters meters,
			DownloadSlots slots, DownloadLog log, GatewayProperties properties) {
		this.log = log;
		this.properties = properties;
		this.slots = slots;
		this.owned = owned;
		this.files = files;
		this.tracing = tracing;
		this.meters = meters;
	}

	@GetMapping("/api/conversions/{id}/mp3")
	void download(@PathVariable String id, @AuthenticationPrincipal Jwt token, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		Conversion conversion = this.owned.require(id, token);
		this.tracing.isAbout(id);
		this.tracing.link(conversion.outbox().videoUploaded().trace());
		Mp3 mp3 = mp3(conversion);
		String etag = "\"" + mp3.file().sha256() + "\"";
		response.setHeader(HttpHeaders.ETAG, etag);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
		if (isUnchanged(request.getHeader(HttpHeaders.IF_NONE_MATCH), etag)) {
			response.setStatus(HttpStatus.NOT_MODIFIED.value());
			return;
		}
		ByteRange range = range(request, etag, mp3.file().sizeBytes());
		ByteRange bytes = (range != null) ? range : new ByteRange(0, mp3.file().sizeBytes());
		if (HttpMethod.HEAD.matches(request.getMethod())) {
			writeHeaders(response, mp3, range, bytes);
			return;
		}
		DownloadSlots.Slot slot = this.slots.take(token.getSubject());
		Instant begin = this.log.now();
		try (FileReading reading = this.files.beginReading(mp3.file());
				InputStream content = this.files.read(Bucket.MP3S, mp3.file(), bytes.offset(), bytes.length())) {
			Transfer.begin(request, this.properties.upload().rate());
			// whoever removes the file after this look sees the reading, and waits for it
			mp3(this.owned.require(id, token));
			byte[] buffer = new byte[BUFFER_BYTES];
			// before the headers, so that a file that is gone is not a broken 200
			int count = firstBytes(content, buffer);
			writeHeaders(response, mp3, range, bytes);
			try {
				while (count != -1) {
					response.getOutputStream().write(buffer, 0, count);
					this.meters.written(count);
					reading.goOn();
					count = content.read(buffer);
				}
				// the client need not wait for the record
				response.flushBuffer();
			}
			finally {
				this.log.record(id, begin, count == -1);
			}
		}
		finally {
			slot.giveBack();
		}
	}

	private static Mp3 mp3(Conversion conversion) {
		Instant expiredAt = conversion.retention().mp3ExpiredAt();
		if (expiredAt != null) {
			throw expired(expiredAt, null);
		}
		if (conversion.mp3() != null) {
			return conversion.mp3();
		}
		if (conversion.state().isLive()) {
			throw new Problem(ProblemType.NOT_READY,
					"The conversion is %s. Ask for it until its state is COMPLETED.".formatted(conversion.state()))
				.with("state", conversion.state())
				.retryAfter(Duration.ofSeconds(2));
		}
		throw new Problem(ProblemType.NO_MP3,
				"The conversion ended as %s, so there is no MP3.".formatted(conversion.state()))
			.with("state", conversion.state());
	}

	private static Problem expired(Instant expiredAt, @Nullable Throwable cause) {
		return new Problem(ProblemType.MP3_EXPIRED,
				"The MP3 was kept until %s. To have it again, upload the video again.".formatted(expiredAt), cause)
			.with("expiredAt", expiredAt);
	}

	/**
	 * Compares a list of validators weakly (RFC 9110, 13.1.2).
	 */
	private static boolean isUnchanged(@Nullable String ifNoneMatch, String etag) {
		if (ifNoneMatch == null) {
			return false;
		}
		for (String candidate : ifNoneMatch.split(",")) {
			String trimmed = candidate.trim();
			if (trimmed.equals("*") || trimmed.equals(etag) || trimmed.equals("W/" + etag)) {
				return true;
			}
		}
		return false;
	}

	private static @Nullable ByteRange range(HttpServletRequest request, String etag, long size) {
		String header = request.getHeader(HttpHeaders.RANGE);
		String ifRange = request.getHeader(HttpHeaders.IF_RANGE);
		// the file may have changed for a client that names another version, so it gets
		// all
		if (header == null || (ifRange != null && !ifRange.trim().equals(etag))) {
			return null;
		}
		try {
			return ByteRange.parse(header, size);
		}
		catch (ByteRange.UnsatisfiableException ex) {
			throw new Problem(ProblemType.RANGE_NOT_SATISFIABLE, "The MP3 has %d bytes.".formatted(size), ex)
				.withHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + size);
		}
	}

	private static int firstBytes(InputStream content, byte[] buffer) throws IOException {
		try {
			return content.read(buffer);
		}
		catch (FileMissingException ex) {
			throw new Problem(ProblemType.NO_SUCH_CONVERSION, "The conversion has just been deleted.", ex);
		}
	}

	private static void writeHeaders(HttpServletResponse response, Mp3 mp3, @Nullable ByteRange range,
			ByteRange bytes) {
		response.setContentType("audio/mpeg");
		response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
		response.setHeader(HttpHeaders.CONTENT_DISPOSITION,
				ContentDisposition.attachment().filename(mp3.fileName(), StandardCharsets.UTF_8).build().toString());
		response.setContentLengthLong(bytes.length());
		if (range != null) {
			response.setStatus(HttpStatus.PARTIAL_CONTENT.value());
			response.setHeader(HttpHeaders.CONTENT_RANGE, "bytes %d-%d/%d".formatted(range.offset(),
					range.offset() + range.length() - 1, mp3.file().sizeBytes()));
		}
	}

}
