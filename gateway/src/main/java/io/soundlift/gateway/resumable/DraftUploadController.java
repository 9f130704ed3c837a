package io.soundlift.gateway.resumable;

import java.io.IOException;
import java.net.URI;

import io.soundlift.connection.Transfer;
import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.conversion.ConversionView;
import io.soundlift.gateway.limit.AccountLimitsReader;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.gateway.upload.UploadSlots;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Owner;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

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
 * Resumable uploads by the IETF's draft of them, on the same resources as those of tus.
 * Their headers distinguish requests from those of tus.
 */
@RestController
class DraftUploadController {

	private final UploadReceiver receiver;

	private final Conversions conversions;

	private final UploadSlots slots;

	private final AccountLimitsReader limits;

	private final GatewayProperties properties;

	private final DraftHeaders headers;

	DraftUploadController(UploadReceiver receiver, Conversions conversions, UploadSlots slots,
			AccountLimitsReader limits, GatewayProperties properties, DraftHeaders headers) {
		this.receiver = receiver;
		this.conversions = conversions;
		this.slots = slots;
		this.limits = limits;
		this.properties = properties;
		this.headers = headers;
	}

	/**
	 * By the IETF's draft, creates an upload; the body has all of it or its first bytes.
	 */
	@PostMapping(path = TusController.PATH, headers = { "!" + TusHeaders.RESUMABLE, DraftHeaders.COMPLETE })
	ResponseEntity<?> create(HttpServletRequest request, HttpServletResponse response,
			@AuthenticationPrincipal Jwt token) throws IOException {
		ReceivedPart part = part(request, 0);
		UploadMetadata metadata = UploadMetadata.read(request, this.properties.defaults());
		Owner owner = TusController.owner(token);
		UploadSlots.Slot slot = this.slots.take(owner.id());
		try {
			Transfer.begin(request, this.properties.upload().rate());
			ResumableUpload created = this.receiver.create(owner, part.length(), metadata, null);
			return answer(this.receiver.receiveFirst(created, owner, part), response,
					ResponseEntity.created(URI.create(TusController.PATH + "/" + created.id())));
		}
		finally {
			slot.giveBack();
		}
	}

	/**
	 * By the IETF's draft, returns how many bytes an upload has, unless a request is
	 * sending more.
	 */
	@RequestMapping(path = TusController.PATH + "/{id}", method = RequestMethod.HEAD,
			headers = { "!" + TusHeaders.RESUMABLE, DraftHeaders.INTEROP_VERSION })
	ResponseEntity<Void> look(@PathVariable String id, HttpServletResponse response,
			@AuthenticationPrincipal Jwt token) {
		ResumableUpload upload = this.receiver.lookIdle(id, TusController.owner(token));
		this.headers.add(upload, response);
		if (upload.length() != null) {
			response.setHeader(TusHeaders.LENGTH, upload.length().toString());
		}
		return ResponseEntity.noContent().cacheControl(CacheControl.noStore()).build();
	}

	/**
	 * By the IETF's draft, appends bytes, and completes the upload if that is requested.
	 */
	@PatchMapping(path = TusController.PATH + "/{id}", headers = { "!" + TusHeaders.RESUMABLE, DraftHeaders.COMPLETE })
	ResponseEntity<?> append(@PathVariable String id, HttpServletRequest request, HttpServletResponse response,
			@AuthenticationPrincipal Jwt token) throws IOException {
		if (!DraftHeaders.BODY_TYPE.equals(request.getContentType())) {
			throw new Problem(ProblemType.UNSUPPORTED_CONTENT_TYPE,
					"Send bytes of an upload with the type %s.".formatted(DraftHeaders.BODY_TYPE));
		}
		Long offset = TusHeaders.number(request, TusHeaders.OFFSET);
		if (offset == null) {
			throw UploadProblems.badRequest("Send the header Upload-Offset.");
		}
		ReceivedPart part = part(request, offset);
		Owner owner = TusController.owner(token);
		UploadSlots.Slot slot = this.slots.take(owner.id());
		try {
			Transfer.begin(request, this.properties.upload().rate());
			return answer(this.receiver.receive(id, owner, part), response, ResponseEntity.noContent());
		}
		finally {
			slot.giveBack();
		}
	}

	/**
	 * By the IETF's draft, ends an upload and removes its bytes.
	 */
	@DeleteMapping(path = TusController.PATH + "/{id}",
			headers = { "!" + TusHeaders.RESUMABLE, DraftHeaders.INTEROP_VERSION })
	ResponseEntity<Void> end(@PathVariable String id, @AuthenticationPrincipal Jwt token) {
		this.receiver.end(id, TusController.owner(token));
		return ResponseEntity.noContent().build();
	}

	private static ReceivedPart part(HttpServletRequest request, long offset) throws IOException {
		boolean last = DraftHeaders.complete(request);
		Long length = TusHeaders.number(request, TusHeaders.LENGTH);
		long bytes = request.getContentLengthLong();
		if (last && bytes >= 0) {
			long end = offset + bytes;
			if (length != null && length != end) {
				throw UploadProblems
					.badRequest("Upload-Length is %d, but the upload ends after %d bytes.".formatted(length, end));
			}
			length = end;
		}
		return new ReceivedPart(offset, length, last, null, Math.max(0, bytes), request.getInputStream());
	}

	/**
	 * Responds as to an upload in one request once the conversion exists.
	 */
	private ResponseEntity<?> answer(ResumableUpload upload, HttpServletResponse response,
			ResponseEntity.HeadersBuilder<?> unfinished) {
		this.headers.add(upload, response);
		if (upload.state() != UploadState.FINISHED) {
			return unfinished.build();
		}
		this.limits.addBytesPerDay(upload.owner(), response);
		ConversionView view = this.conversions.findOwned(upload.id(), upload.owner())
			.map(ConversionView::of)
			.orElse(null);
		return ResponseEntity.accepted().header(HttpHeaders.LOCATION, "/api/conversions/" + upload.id()).body(view);
	}

}
