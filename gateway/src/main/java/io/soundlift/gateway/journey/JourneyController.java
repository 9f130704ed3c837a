package io.soundlift.gateway.journey;

import java.time.Duration;

import io.soundlift.gateway.conversion.OwnedConversions;

import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows an owner how a conversion went.
 */
@RestController
class JourneyController {

	/** More frequent requests would return nothing new. */
	private static final CacheControl CACHE = CacheControl.maxAge(Duration.ofSeconds(1)).cachePrivate();

	private final OwnedConversions owned;

	private final Journeys journeys;

	JourneyController(OwnedConversions owned, Journeys journeys) {
		this.owned = owned;
		this.journeys = journeys;
	}

	/**
	 * Returns the steps of a conversion in all services, finished or not.
	 * @param id 32 hexadecimal digits
	 */
	@GetMapping("/api/conversions/{id}/journey")
	ResponseEntity<JourneyView> journey(@PathVariable String id, @AuthenticationPrincipal Jwt token) {
		return ResponseEntity.ok().cacheControl(CACHE).body(this.journeys.of(this.owned.require(id, token)));
	}

}
