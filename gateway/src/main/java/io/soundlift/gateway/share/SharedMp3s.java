package io.soundlift.gateway.share;

import java.util.Optional;
import java.util.regex.Pattern;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Share;
import io.soundlift.journey.conversion.Shares;

import org.springframework.stereotype.Component;

/**
 * Look-up of conversions by the token of a link. All invalid links get the same response,
 * after the same work.
 */
@Component
final class SharedMp3s {

	private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");

	private static final String NONE = "none";

	private final Shares shares;

	private final Conversions conversions;

	SharedMp3s(Shares shares, Conversions conversions) {
		this.shares = shares;
		this.conversions = conversions;
	}

	/**
	 * Finds the conversion that a link leads to.
	 * @param token the token in the URL, in any form
	 * @return the conversion, which has an MP3
	 * @throws Problem {@link ProblemType#NO_SUCH_SHARE} if there is no such link, or it
	 * or the MP3 has expired
	 */
	Conversion require(String token) {
		if (!TOKEN.matcher(token).matches()) {
			throw missing();
		}
		// always runs both queries, so that an expired link takes no longer than an
		// unknown one
		String id = this.shares.find(token).map(Share::conversionId).orElse(NONE);
		Optional<Conversion> conversion = this.conversions.find(id);
		return conversion.filter(SharedMp3s::hasMp3).orElseThrow(SharedMp3s::missing);
	}

	private static boolean hasMp3(Conversion conversion) {
		return conversion.mp3() != null && conversion.retention().mp3ExpiredAt() == null;
	}

	private static Problem missing() {
		return new Problem(ProblemType.NO_SUCH_SHARE, "This link does not exist or has expired.");
	}

}
