package io.soundlift.gateway.resumable;

import java.io.IOException;
import java.net.URI;
import java.util.Objects;

import io.soundlift.connection.Transfer;
import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.limit.AccountLimitsReader;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.gateway.upload.UploadSlots;
import io.soundlift.journey.conversion.Owner;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/**
 * Resumable uploads by tus 1.0.0.
 */
@RestController
class TusController {

	static final String PATH = "/api/uploads";

	private static final String EXTENSIONS = "creation,creation-with-upload,creation-defer-length,termination,checksum,"
			+ "expiration";

	private final UploadReceiver receiver;

	private final UploadSlots slots;

	private final AccountLimitsReader limits;

	private final GatewayProperties properties;

	private final DraftHeaders draftHeaders;

	TusController(UploadReceiver receiver, UploadSlots slots, AccountLimitsReader limits, GatewayProperties properties,
			DraftHeaders draftHeaders) {
		this.receiver = receiver;
		this.slots = slots;
		this.limits = limits;
		this.properties = properties;
		this.draftHeaders = draftHeaders;
	}

	/**
	 * Returns the supported parts of tus and of the IETF's draft.
	 */
	@RequestMapping(path = { PATH, PATH + "/{id}" }, method = RequestMethod.OPTIONS)
	ResponseEntity<Void> options() {
		return ResponseEntity.noContent()
			.header(TusHeaders.VERSIONS, TusHeaders.VERSION)
			.header("Tus-Extension", EXTENSIONS)
			.header("Tus-Max-Size", Long.toString(this.properties.maxVideoSize().toBytes()))
			.header("Tus-Checksum-Algorithm", BodyChecksum.NAMES)
			.header(DraftHeaders.LIMIT, this.draftHeaders.limits())
			.build();
	}

	/**
	 * Creates an upload that can be interrupted. If there is a body, it has the first
	 * bytes.
	 */
	@PostMapping(PATH)
	ResponseEntity<Void> create(HttpServletRequest request, HttpServletResponse response,
			@AuthenticationPrincipal Jwt token) throws IOException {
		Long length = announcedLength(request);
		Owner owner = owner(token);
		ResumableUpload upload = hasBody(request) ? createWithBody(request, response, owner, length)
				: create(request, owner, length);
		TusHeaders.add(upload, response);
		return ResponseEntity.created(URI.create(PATH + "/" + upload.id())).build();
	}

	private static @Nullable Long announcedLength(HttpServletRequest request) {
		Long length = TusHeaders.number(request, TusHeaders.LENGTH);
		String deferred = request.getHeader(TusHeaders.DEFER_LENGTH);
		if ((length == null) == (deferred == null) || deferred != null && !deferred.equals("1")) {
			throw UploadProblems.badRequest("Send either Upload-Length or Upload-Defer-Length: 1.");
		}
		return length;
	}

	private static boolean hasBody(HttpServletRequest request) {
		long bytes = request.getContentLengthLong();
		return bytes > 0 || bytes < 0 && request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
	}

	private ResumableUpload createWithBody(HttpServletRequest request, HttpServletResponse response, Owner owner,
			@Nullable Long length) throws IOException {
		ReceivedPart part = part(request, 0, null);
		if (length != null && part.announcedBytes() > length) {
			throw UploadProblems.longerThanAnnounced(length);
		}
		UploadSlots.Slot slot = this.slots.take(owner.id());
		try {
			Transfer.begin(request, this.properties.upload().rate());
			ResumableUpload received = this.receiver.receiveFirst(create(request, owner, length), owner, part);
			addBytesPerDay(received, response);
			return received;
		}
		finally {
			slot.giveBack();
		}
	}

	private ResumableUpload create(HttpServletRequest request, Owner owner, @Nullable Long length) {
		String metadata = request.getHeader(TusHeaders.METADATA);
		return this.receiver.create(owner, length, UploadMetadata.read(metadata, this.properties.defaults()), metadata);
	}

	/**
	 * Returns how many bytes an upload has.
	 * @param id 32 hexadecimal digits
	 */
	@RequestMapping(path = PATH + "/{id}", method = RequestMethod.HEAD)
	ResponseEntity<Void> look(@PathVariable String id, HttpServletResponse response,
			@AuthenticationPrincipal Jwt token) {
		ResumableUpload upload = this.receiver.look(id, owner(token));
		TusHeaders.add(upload, response);
		if (upload.length() != null) {
			response.setHeader(TusHeaders.LENGTH, upload.length().toString());
		}
		else {
			response.setHeader(TusHeaders.DEFER_LENGTH, "1");
		}
		if (upload.metadata() != null) {
			response.setHeader(TusHeaders.METADATA, upload.metadata());
		}
		return ResponseEntity.ok().cacheControl(CacheControl.noStore()).build();
	}

	/**
	 * Appends bytes to an upload. With its last byte, the upload becomes a conversion
	 * with the same id.
	 * @param id 32 hexadecimal digits
	 */
	@PatchMapping(PATH + "/{id}")
	ResponseEntity<Void> receive(@PathVariable String id, HttpServletRequest request, HttpServletResponse response,
			@AuthenticationPrincipal Jwt token) throws IOException {
		Long offset = TusHeaders.number(request, TusHeaders.OFFSET);
		if (offset == null) {
			throw UploadProblems.badRequest("Send the header Upload-Offset.");
		}
		ReceivedPart part = part(request, offset, TusHeaders.number(request, TusHeaders.LENGTH));
		Owner owner = owner(token);
		UploadSlots.Slot slot = this.slots.take(owner.id());
		try {
			Transfer.begin(request, this.properties.upload().rate());
			ResumableUpload upload = this.receiver.receive(id, owner, part);
			TusHeaders.add(upload, response);
			addBytesPerDay(upload, response);
			return ResponseEntity.noContent().build();
		}
		finally {
			slot.giveBack();
		}
	}

	/**
	 * Ends an upload and removes its bytes. If it is finished, its conversion stays.
	 * @param id 32 hexadecimal digits
	 */
	@DeleteMapping(PATH + "/{id}")
	ResponseEntity<Void> end(@PathVariable String id, @AuthenticationPrincipal Jwt token) {
		this.receiver.end(id, owner(token));
		return ResponseEntity.noContent().build();
	}

	/**
	 * Handles what clients without {@code PATCH} and {@code DELETE} send (tus 1.0.0,
	 * X-HTTP-Method-Override). It works for {@code POST} only, which requires the same
	 * rights.
	 * @param id 32 hexadecimal digits
	 */
	@PostMapping(PATH + "/{id}")
	ResponseEntity<Void> override(@PathVariable String id, HttpServletRequest request, HttpServletResponse response,
			@AuthenticationPrincipal Jwt token) throws IOException {
		return switch (Objects.requireNonNullElse(request.getHeader("X-HTTP-Method-Override"), "")) {
			case "PATCH" -> receive(id, request, response, token);
			case "DELETE" -> end(id, token);
			case "HEAD" -> look(id, response, token);
			default ->
				throw new Problem(ProblemType.METHOD_NOT_ALLOWED, "An upload has the methods HEAD, PATCH and DELETE.")
					.withHeader(HttpHeaders.ALLOW, "HEAD,PATCH,DELETE,OPTIONS");
		};
	}

	private static ReceivedPart part(HttpServletRequest request, long offset, @Nullable Long length)
			throws IOException {
		if (!TusHeaders.BODY_TYPE.equals(request.getContentType())) {
			throw new Problem(ProblemType.UNSUPPORTED_CONTENT_TYPE,
					"Send bytes of an upload with the type %s.".formatted(TusHeaders.BODY_TYPE));
		}
		return new ReceivedPart(offset, length, false, BodyChecksum.read(request.getHeader(TusHeaders.CHECKSUM)),
				Math.max(0, request.getContentLengthLong()), request.getInputStream());
	}

	private void addBytesPerDay(ResumableUpload upload, HttpServletResponse response) {
		if (upload.state() == UploadState.FINISHED) {
			this.limits.addBytesPerDay(upload.owner(), response);
		}
	}

	static Owner owner(Jwt token) {
		return new Owner(token.getSubject(), token.getClaimAsString("email"));
	}

}
