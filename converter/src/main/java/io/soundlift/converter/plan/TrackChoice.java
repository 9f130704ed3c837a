package io.soundlift.converter.plan;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import io.soundlift.converter.ffmpeg.AudioTrack;
import io.soundlift.converter.ffmpeg.Defect;
import io.soundlift.converter.ffmpeg.UnusableVideoException;
import org.jspecify.annotations.Nullable;

/**
 * Chooses an audio track.
 */
final class TrackChoice {

	private TrackChoice() {
	}

	/**
	 * Chooses among the tracks of a video. Of several that match, one that can be decoded
	 * is chosen: the first one that the video prefers, else the first one.
	 * @param tracks the tracks
	 * @param wish number of the track from 1 on, or its language as three letters of ISO
	 * 639-2/T; {@code null} for none
	 * @return index of the track, from 0
	 * @throws UnusableVideoException if no track matches
	 */
	static int choose(List<AudioTrack> tracks, @Nullable String wish) {
		if (wish != null && wish.matches("\\d+")) {
			int number = Integer.parseInt(wish);
			if (number > tracks.size()) {
				throw missing(wish);
			}
			return number - 1;
		}
		Predicate<AudioTrack> fits = (track) -> wish == null || wish.equals(track.language());
		int any = first(tracks, fits, -1);
		if (any < 0) {
			throw missing(String.valueOf(wish));
		}
		Predicate<AudioTrack> readable = fits.and((track) -> track.obstacle() == null);
		int first = first(tracks, readable, any);
		return first(tracks, readable.and(AudioTrack::preferred), first);
	}

	private static int first(List<AudioTrack> tracks, Predicate<AudioTrack> condition, int otherwise) {
		return IntStream.range(0, tracks.size())
			.filter((index) -> condition.test(tracks.get(index)))
			.findFirst()
			.orElse(otherwise);
	}

	private static UnusableVideoException missing(String wish) {
		return new UnusableVideoException(Defect.NO_SUCH_TRACK, "No audio track " + wish);
	}

}
