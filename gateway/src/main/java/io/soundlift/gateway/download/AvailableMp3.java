package io.soundlift.gateway.download;

import java.time.Duration;
import java.time.Instant;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Mp3;

/**
 * Look-up of a conversion's MP3, or of the reason why there is none.
 */
public final class AvailableMp3 {

	private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

	private AvailableMp3() {
	}

	/**
	 * Returns the MP3 of a conversion.
	 * @param conversion the conversion
	 * @return its MP3
	 * @throws Problem {@link ProblemType#NOT_READY}, {@link ProblemType#NO_MP3} or
	 * {@link ProblemType#MP3_EXPIRED} if there is none
	 */
	public static Mp3 of(Conversion conversion) {
		Instant expiredAt = conversion.retention().mp3ExpiredAt();
		if (expiredAt != null) {
			throw expired(expiredAt);
		}
		if (conversion.mp3() != null) {
			return conversion.mp3();
		}
		if (conversion.state().isLive()) {
			throw new Problem(ProblemType.NOT_READY,
					"The conversion is %s. Ask for it until its state is COMPLETED.".formatted(conversion.state()))
				.with("state", conversion.state())
				.retryAfter(RETRY_AFTER);
		}
		throw new Problem(ProblemType.NO_MP3,
				"The conversion ended as %s, so there is no MP3.".formatted(conversion.state()))
			.with("state", conversion.state());
	}

	/**
	 * Creates the response to a request for an MP3 that is no longer kept.
	 * @param expiredAt when it was removed, or was due to be
	 * @return the problem
	 */
	public static Problem expired(Instant expiredAt) {
		return new Problem(ProblemType.MP3_EXPIRED,
				"The MP3 was kept until %s. To have it again, upload the video again.".formatted(expiredAt))
			.with("expiredAt", expiredAt);
	}

}
