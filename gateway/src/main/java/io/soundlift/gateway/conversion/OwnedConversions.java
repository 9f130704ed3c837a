package io.soundlift.gateway.conversion;

import java.util.regex.Pattern;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Conversions;

import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;

/**
 * Look-up of conversions by the id in a URL, restricted to those of the token's owner.
 * There is no other look-up by such an id.
 */
@Component
public final class OwnedConversions {

	private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

	private final Conversions conversions;

	OwnedConversions(Conversions conversions) {
		this.conversions = conversions;
	}

	/**
	 * Finds a conversion.
	 * @param id the id in the URL, in any form
	 * @param token token of the request
	 * @return the conversion
	 * @throws Problem {@link ProblemType#NO_SUCH_CONVERSION} if there is none, or it
	 * belongs to another account
	 */
	public Conversion require(String id, Jwt token) {
		if (!ID.matcher(id).matches()) {
			throw missing();
		}
		return this.conversions.findOwned(id, token.getSubject()).orElseThrow(OwnedConversions::missing);
	}

	static Problem missing() {
		return new Problem(ProblemType.NO_SUCH_CONVERSION, "There is no such conversion among yours.");
	}

}
