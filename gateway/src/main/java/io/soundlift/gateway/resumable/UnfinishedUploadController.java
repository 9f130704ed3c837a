package io.soundlift.gateway.resumable;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * List of the uploads that an account can resume, also on another device.
 */
@RestController
class UnfinishedUploadController {

	private final ResumableUploads uploads;

	UnfinishedUploadController(ResumableUploads uploads) {
		this.uploads = uploads;
	}

	/**
	 * Returns the unfinished uploads of the account, newest first. No part of tus.
	 */
	@GetMapping(TusController.PATH)
	UnfinishedUploadList list(@AuthenticationPrincipal Jwt token) {
		Instant now = this.uploads.now();
		return new UnfinishedUploadList(this.uploads.listUnfinished(token.getSubject())
			.stream()
			.filter((upload) -> !upload.isOver(now))
			.sorted(Comparator.comparing(ResumableUpload::createdAt).reversed())
			.map((upload) -> UnfinishedUploadView.of(upload, now))
			.toList());
	}

	/**
	 * Unfinished uploads of an account.
	 *
	 * @param uploads the uploads, newest first
	 */
	record UnfinishedUploadList(List<UnfinishedUploadView> uploads) {
	}

}
