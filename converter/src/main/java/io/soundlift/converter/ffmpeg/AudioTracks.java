package io.soundlift.converter.ffmpeg;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.soundlift.journey.conversion.Language;

/**
 * Parser of what ffmpeg's muxer {@code framecrc} writes about audio tracks before their
 * packets. It contains no text from the video, so nothing can be forged.
 */
final class AudioTracks {

	private static final Pattern FACT = Pattern.compile("#(codec_id|sample_rate|channel_layout_name) (\\d{1,4}): (.*)");

	private AudioTracks() {
	}

	/**
	 * Combines the facts about the tracks.
	 * @param facts lines of {@code framecrc} on the audio tracks alone
	 * @param tags tags of each track
	 * @param preferred for each track whether it is preferred; another number of them
	 * means that nothing is known
	 * @return the tracks in their order
	 */
	static List<AudioTrack> of(List<String> facts, List<Map<String, String>> tags, List<Boolean> preferred) {
		TreeMap<Integer, Facts> found = new TreeMap<>();
		for (String line : facts) {
			Matcher fact = FACT.matcher(line);
			if (fact.matches()) {
				found.merge(Integer.parseInt(fact.group(2)), Facts.of(fact.group(1), fact.group(3)), Facts::and);
			}
		}
		List<AudioTrack> tracks = new ArrayList<>();
		found.forEach((index, fact) -> {
			Map<String, String> own = (index < tags.size()) ? tags.get(index) : Map.of();
			tracks.add(new AudioTrack(fact.codec(), fact.sampleRate(), fact.channels(),
					Language.of(own.getOrDefault("language", ""))
						.filter((language) -> !language.equals("und"))
						.orElse(null),
					preferred.size() == found.size() && preferred.get(index), own, null));
		});
		return tracks;
	}

	/**
	 * Facts about one track.
	 */
	private record Facts(String codec, int sampleRate, int channels) {

		static Facts of(String name, String value) {
			return switch (name) {
				case "codec_id" -> new Facts(value, 0, 0);
				case "sample_rate" -> new Facts("", value.matches("\\d{1,7}") ? Integer.parseInt(value) : 0, 0);
				default -> new Facts("", 0, ChannelLayout.channels(value));
			};
		}

		Facts and(Facts other) {
			return new Facts(this.codec + other.codec, this.sampleRate + other.sampleRate,
					this.channels + other.channels);
		}

	}

}
