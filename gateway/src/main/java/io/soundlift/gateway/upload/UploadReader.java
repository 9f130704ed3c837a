package io.soundlift.gateway.upload;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.FileTooLargeException;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.journey.trace.JourneyAttributes;
import io.soundlift.journey.trace.JourneyTracing;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Streams a request's video into the store and makes a conversion of it. Either the
 * conversion is there with all of its bytes, or nothing is.
 */
@Component
final class UploadReader {

	private final Conversions conversions;

	private final FileStore files;

	private final JourneyTracing tracing;

	private final GatewayProperties properties;

	UploadReader(Conversions conversions, FileStore files, JourneyTracing tracing, GatewayProperties properties) {
		this.conversions = conversions;
		this.files = files;
		this.tracing = tracing;
		this.properties = properties;
	}

	Conversion read(HttpServletRequest request, Owner owner) throws IOException {
		String id = this.conversions.newId();
		UploadOptions options = new UploadOptions(this.properties.defaults());
		addQuery(options, request.getQueryString());
		options.toOptions();
		this.tracing.isAbout(id);
		try {
			return this.tracing.span("video.upload", id, () -> readUnchecked(request, owner, id, options));
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
	}

	private Conversion readUnchecked(HttpServletRequest request, Owner owner, String id, UploadOptions options) {
		try {
			return MultipartUpload.isForm(request) ? readForm(new MultipartUpload(request), owner, id, options)
					: readBody(request, owner, id, options);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Conversion readBody(HttpServletRequest request, Owner owner, String id, UploadOptions options)
			throws IOException {
		String contentType = VideoType.require(request.getContentType());
		StoredFile video = store(id, contentType, request.getInputStream());
		return accept(id, owner, fileName(request.getHeader(HttpHeaders.CONTENT_DISPOSITION)), options, video);
	}

	private Conversion readForm(MultipartUpload form, Owner owner, String id, UploadOptions options)
			throws IOException {
		MultipartUpload.FilePart file = form.nextFile(options);
		// what comes later can only make it worse
		options.toOptions();
		StoredFile video = store(id, VideoType.require(file.contentType()), file.content());
		try {
			form.readToEnd(options);
			options.toOptions();
		}
		catch (IOException | RuntimeException ex) {
			this.files.delete(Bucket.VIDEOS, video.fileId());
			throw ex;
		}
		return accept(id, owner, FileName.clean(file.name()), options, video);
	}

	private StoredFile store(String id, String contentType, InputStream content) throws IOException {
		long limit = this.properties.maxVideoSize().toBytes();
		StoredFile video;
		try {
			video = this.tracing.span("video.store", id, () -> write(id, contentType, content, limit));
		}
		catch (UncheckedIOException ex) {
			throw (ex.getCause() instanceof FileTooLargeException) ? tooLarge(limit) : ex;
		}
		if (video.sizeBytes() == 0) {
			this.files.delete(Bucket.VIDEOS, video.fileId());
			throw new Problem(ProblemType.EMPTY_VIDEO, "The file is empty, so there is no video in it.");
		}
		return video;
	}

	private StoredFile write(String id, String contentType, InputStream content, long limit) {
		this.tracing.tag(JourneyAttributes.VIDEO_CONTENT_TYPE, contentType);
		try {
			StoredFile video = this.files.write(Bucket.VIDEOS, id, contentType, content, limit);
			this.tracing.tag(JourneyAttributes.VIDEO_BYTES, video.sizeBytes());
			return video;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Makes the conversion. When that fails nobody knows whether the database has it, so
	 * the file stays and the janitor decides.
	 */
	private Conversion accept(String id, Owner owner, String fileName, UploadOptions options, StoredFile video) {
		Conversion conversion = this.conversions.accept(id, owner, fileName, options.toOptions(), video);
		this.files.confirm(video);
		return conversion;
	}

	static Problem tooLarge(long limit) {
		return new Problem(ProblemType.VIDEO_TOO_LARGE,
				"A video may have up to %d bytes (%s).".formatted(limit, DataSize.ofBytes(limit)))
			.with("maxBytes", limit);
	}

	private static String fileName(@Nullable String contentDisposition) {
		if (contentDisposition == null) {
			return FileName.clean(null);
		}
		try {
			return FileName.clean(ContentDisposition.parse(contentDisposition).getFilename());
		}
		catch (IllegalArgumentException ex) {
			throw new Problem(ProblemType.BAD_REQUEST,
					"The header Content-Disposition must have the form attachment; filename*=UTF-8''name.", ex);
		}
	}

	/**
	 * Reads the query only: asking the request for its parameters would read the body.
	 */
	private static void addQuery(UploadOptions options, @Nullable String query) {
		if (query == null) {
			return;
		}
		for (String parameter : query.split("&")) {
			if (!parameter.isEmpty()) {
				int equals = parameter.indexOf('=');
				options.add(decode((equals < 0) ? parameter : parameter.substring(0, equals)),
						decode((equals < 0) ? "" : parameter.substring(equals + 1)));
			}
		}
	}

	private static String decode(String text) {
		try {
			return URLDecoder.decode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			throw new Problem(ProblemType.BAD_REQUEST,
					"The query must be encoded as forms are, with % before two hexadecimal digits.", ex);
		}
	}

}
