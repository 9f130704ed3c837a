package io.soundlift.gateway.conversion;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Phase;
import io.soundlift.journey.conversion.Progress;
import org.jspecify.annotations.Nullable;

/**
 * Progress of the work on a live conversion. Unknown values are absent.
 *
 * @param percent share of the audio that has been processed, 0 to 99; never decreases
 * within an attempt
 * @param phase what the running attempt is doing
 * @param speed seconds of audio that are processed per second
 * @param secondsLeft time until the MP3 is encoded if the speed stays as it is
 * @param queuePosition place among the conversions that wait for a converter, 1 for the
 * next
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProgressView(@Nullable Integer percent, @Nullable Phase phase, @Nullable Double speed,
		@Nullable Long secondsLeft, @Nullable Integer queuePosition) {

	static @Nullable ProgressView of(Conversion conversion, @Nullable Integer queuePosition) {
		if (!conversion.state().isLive()) {
			return null;
		}
		Progress progress = conversion.progress();
		if (progress == null) {
			return new ProgressView(0, null, null, null, queuePosition);
		}
		return new ProgressView(progress.percent(), progress.phase(), rounded(progress.speed()), progress.secondsLeft(),
				null);
	}

	private static @Nullable Double rounded(@Nullable Double speed) {
		return (speed != null) ? Math.round(speed * 100) / 100.0 : null;
	}

}
