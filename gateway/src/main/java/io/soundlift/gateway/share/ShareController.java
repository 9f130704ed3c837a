package io.soundlift.gateway.share;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.conversion.OwnedConversions;
import io.soundlift.gateway.download.AvailableMp3;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Share;
import io.soundlift.journey.conversion.Shares;
import io.soundlift.support.Secrets;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Creation, list and end of links to MP3s, for their owners.
 */
@RestController
@RequestMapping("/api/conversions/{conversionId}/shares")
class ShareController {

	private static final Duration SHORTEST = Duration.ofHours(1);

	private static final Duration LONGEST = Duration.ofDays(30);

	private static final Duration USUAL = Duration.ofDays(7);

	private static final int MAX_OF_CONVERSION = 10;

	private final OwnedConversions owned;

	private final Shares shares;

	private final GatewayProperties properties;

	private final Clock clock;

	ShareController(OwnedConversions owned, Shares shares, GatewayProperties properties, Clock clock) {
		this.owned = owned;
		this.shares = shares;
		this.properties = properties;
		this.clock = clock;
	}

	/**
	 * Creates a link to the MP3 of a conversion, for others.
	 * @param conversionId 32 hexadecimal digits
	 * @param expiresIn how long the link works, as a duration of ISO 8601 from
	 * {@code PT1H} to {@code P30D}
	 */
	@PostMapping
	ResponseEntity<ShareView> share(@PathVariable String conversionId,
			@RequestParam(required = false) @Nullable String expiresIn, @AuthenticationPrincipal Jwt owner) {
		Duration period = (expiresIn != null) ? period(expiresIn) : USUAL;
		Conversion conversion = this.owned.require(conversionId, owner);
		AvailableMp3.of(conversion);
		Instant expiresAt = expiry(conversion, period);
		String token = Secrets.newToken();
		int most = this.properties.account().maxShares();
		Share share = this.shares.add(token, conversion, expiresAt, MAX_OF_CONVERSION, most)
			.orElseThrow(() -> new Problem(ProblemType.TOO_MANY_SHARES,
					"%d links to an MP3, and %d of your account, may be in force at the same time. Delete one."
						.formatted(MAX_OF_CONVERSION, most))
				.with("limit", MAX_OF_CONVERSION)
				.with("limitOfAccount", most));
		URI url = URI.create(this.properties.publicUrl() + SharedController.PATH + token);
		return ResponseEntity
			.created(URI.create("/api/conversions/%s/shares/%s".formatted(conversion.id(), share.id())))
			.body(ShareView.of(share, url));
	}

	private static Duration period(String expiresIn) {
		try {
			Duration period = Duration.parse(expiresIn);
			if (period.compareTo(SHORTEST) >= 0 && period.compareTo(LONGEST) <= 0) {
				return period;
			}
		}
		catch (DateTimeParseException ex) {
			// handled below, like one that is too long
		}
		throw new Problem(ProblemType.INVALID_PARAMETER,
				"The parameter expiresIn must be a duration from %s to P%dD, such as P7D or PT12H.".formatted(SHORTEST,
						LONGEST.toDays()));
	}

	private Instant expiry(Conversion conversion, Duration period) {
		Instant now = this.clock.instant();
		Instant wanted = now.plus(period);
		Instant mp3ExpiresAt = conversion.retention().mp3ExpiresAt();
		if (mp3ExpiresAt == null || wanted.isBefore(mp3ExpiresAt)) {
			return wanted;
		}
		if (!mp3ExpiresAt.isAfter(now)) {
			throw AvailableMp3.expired(mp3ExpiresAt);
		}
		return mp3ExpiresAt;
	}

	/**
	 * Returns the links to the MP3 of a conversion that are in force.
	 * @param conversionId 32 hexadecimal digits
	 */
	@GetMapping
	ShareView.ShareList list(@PathVariable String conversionId, @AuthenticationPrincipal Jwt owner) {
		Conversion conversion = this.owned.require(conversionId, owner);
		return new ShareView.ShareList(
				this.shares.list(conversion.id()).stream().map((share) -> ShareView.of(share, null)).toList());
	}

	/**
	 * Ends all links to the MP3 of a conversion.
	 * @param conversionId 32 hexadecimal digits
	 */
	@DeleteMapping
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void revokeAll(@PathVariable String conversionId, @AuthenticationPrincipal Jwt owner) {
		this.shares.revokeAll(this.owned.require(conversionId, owner).id());
	}

	/**
	 * Ends a link to the MP3 of a conversion.
	 * @param conversionId 32 hexadecimal digits
	 * @param id id of the link
	 */
	@DeleteMapping("/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void revoke(@PathVariable String conversionId, @PathVariable String id, @AuthenticationPrincipal Jwt owner) {
		if (!this.shares.revoke(this.owned.require(conversionId, owner).id(), id)) {
			throw new Problem(ProblemType.NO_SUCH_SHARE, "There is no such link to this MP3.");
		}
	}

}
