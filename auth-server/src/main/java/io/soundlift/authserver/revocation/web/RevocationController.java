package io.soundlift.authserver.revocation.web;

import io.soundlift.authserver.revocation.RevocationList;
import io.soundlift.authserver.revocation.Revocations;

import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells the gateway what was revoked.
 */
@RestController
final class RevocationController {

	private final Revocations revocations;

	RevocationController(Revocations revocations) {
		this.revocations = revocations;
	}

	@GetMapping("/internal/revocations")
	ResponseEntity<RevocationList> list() {
		return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(this.revocations.list());
	}

}
