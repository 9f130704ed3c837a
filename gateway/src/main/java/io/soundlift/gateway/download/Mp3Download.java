package io.soundlift.gateway.download;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Supplier;

import io.soundlift.connection.Network;
import io.soundlift.connection.Transfer;
import io.soundlift.gateway.GatewayProperties;
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
import org.springframework.stereotype.Component;

/**
 * Answer to a request for an MP3, with exact length, validator and ranges (RFC 9110), one
 * buffer at a time.
 */
@Component
public final class Mp3Download {

	private static final int BUFFER_BYTES = 64 * 1024;

	private final FileStore files;

	private final JourneyTracing tracing;

	private final DownloadMeters meters;

	private final DownloadSlots slots;

	private final DownloadLog log;

	private final GatewayProperties properties;

	Mp3Download(FileStore files, JourneyTracing tracing, DownloadMeters meters, DownloadSlots slots, DownloadLog log,
			GatewayProperties properties) {
		this.files = files;
		this.tracing = tracing;
		this.meters = meters;
		this.slots = slots;
		this.log = log;
		this.properties = properties;
	}

	/**
	 * Sends an MP3 to its owner.
	 * @param access look-up of the conversion, which throws if the owner has no such
	 * conversion; repeated once the file can no longer be removed
	 * @param request the request
	 * @param response the response
	 * @throws IOException if the client has disconnected
	 */
	void toOwner(Supplier<Conversion> access, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		send(access, (conversion) -> this.slots.take(conversion.owner()), DownloadLog.OWN, request, response);
	}

	/**
	 * Sends an MP3 to the visitor of a link.
	 * @param access look-up of the conversion, which throws if the link is not valid;
	 * repeated once the file can no longer be removed
	 * @param request the request
	 * @param response the response
	 * @throws IOException if the client has disconnected
	 */
	public void toVisitor(Supplier<Conversion> access, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		String origin = Network.of(request.getRemoteAddr());
		send(access, (conversion) -> this.slots.takeShared(conversion.owner(), origin), DownloadLog.SHARED, request,
				response);
	}

	private void send(Supplier<Conversion> access, Place place, String step, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		Conversion conversion = access.get();
		this.tracing.isAbout(conversion.id());
		this.tracing.link(conversion.outbox().videoUploaded().trace());
		Mp3 mp3 = AvailableMp3.of(conversion);
		String etag = "\"" + mp3.file().sha256() + "\"";
		response.setHeader(HttpHeaders.ETAG, etag);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
		if (isUnchanged(request.getHeader(HttpHeaders.IF_NONE_MATCH), etag)) {
			response.setStatus(HttpStatus.NOT_MODIFIED.value());
			return;
		}
		RequestedRange range = range(request, etag, mp3.file().sizeBytes());
		RequestedRange bytes = (range != null) ? range : new RequestedRange(0, mp3.file().sizeBytes());
		if (HttpMethod.HEAD.matches(request.getMethod())) {
			writeHeaders(response, mp3, range, bytes);
			return;
		}
		DownloadSlots.Slot slot = place.take(conversion);
		Instant begin = this.log.now();
		try (FileReading reading = this.files.beginReading(mp3.file());
				InputStream content = this.files.read(Bucket.MP3S, mp3.file(), bytes.offset(), bytes.length())) {
			Transfer.begin(request, this.properties.upload().rate());
			// a removal that starts after this check sees the reading and waits for it
			AvailableMp3.of(access.get());
			byte[] buffer = new byte[BUFFER_BYTES];
			// before the headers, so that a file that is gone is not a broken 200
			int count = firstBytes(content, buffer, access);
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
				if (!isPlayed(request)) {
					this.log.record(conversion.id(), step, begin, count == -1);
				}
			}
		}
		finally {
			slot.giveBack();
		}
	}

	/**
	 * Returns whether the request is from a media player, which reads arbitrary ranges
	 * and aborts at will (Fetch Metadata, 2.1). Its requests would displace downloads
	 * from the journey.
	 */
	private static boolean isPlayed(HttpServletRequest request) {
		return "audio".equals(request.getHeader("Sec-Fetch-Dest"));
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

	private static @Nullable RequestedRange range(HttpServletRequest request, String etag, long size) {
		String header = request.getHeader(HttpHeaders.RANGE);
		String ifRange = request.getHeader(HttpHeaders.IF_RANGE);
		// the client has another version of the file, so it gets the whole file
		if (header == null || (ifRange != null && !ifRange.trim().equals(etag))) {
			return null;
		}
		try {
			return RequestedRange.parse(header, size);
		}
		catch (RequestedRange.UnsatisfiableException ex) {
			throw new Problem(ProblemType.RANGE_NOT_SATISFIABLE, "The MP3 has %d bytes.".formatted(size), ex)
				.withHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + size);
		}
	}

	private static int firstBytes(InputStream content, byte[] buffer, Supplier<Conversion> access) throws IOException {
		try {
			return content.read(buffer);
		}
		catch (FileMissingException ex) {
			// throws the exception of the requester's look-up, unless the deletion is
			// still under way
			access.get();
			throw new Problem(ProblemType.NO_SUCH_CONVERSION, "The conversion has just been deleted.", ex);
		}
	}

	private static void writeHeaders(HttpServletResponse response, Mp3 mp3, @Nullable RequestedRange range,
			RequestedRange bytes) {
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

	/**
	 * Limit on the concurrent downloads.
	 */
	@FunctionalInterface
	private interface Place {

		DownloadSlots.Slot take(Conversion conversion);

	}

}
