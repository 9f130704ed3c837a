package io.soundlift.converter.plan;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.soundlift.converter.ffmpeg.AudioTrack;
import io.soundlift.converter.ffmpeg.ProbedVideo;
import io.soundlift.journey.conversion.CleanText;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Selection of the tags of an MP3.
 */
final class TagTexts {

	/** Text frames of ID3v2.3, 4.2. */
	private static final Map<Tag, String> FRAMES = new EnumMap<>(
			Map.of(Tag.TITLE, "TIT2", Tag.ARTIST, "TPE1", Tag.ALBUM, "TALB", Tag.ALBUM_ARTIST, "TPE2", Tag.COMPOSER,
					"TCOM", Tag.GENRE, "TCON", Tag.YEAR, "TYER", Tag.TRACK_NUMBER, "TRCK", Tag.COPYRIGHT, "TCOP"));

	/** Alternative keys of containers for a tag. */
	private static final Map<Tag, List<String>> OTHER_KEYS = Map.of(Tag.YEAR, List.of("year"), Tag.COMMENT,
			List.of("description"), Tag.ALBUM_ARTIST, List.of("albumartist"), Tag.TRACK_NUMBER, List.of("tracknumber"));

	private TagTexts() {
	}

	/**
	 * Combines the tags.
	 * @param video what was found in the video
	 * @param track the chosen audio track
	 * @param options the options of the owner
	 * @param chapters the chapters of the video, at the times of its audio
	 * @param trim which part of the video the MP3 has
	 * @param cover its cover; {@code null} for none
	 * @return the tags
	 */
	static Mp3Tags of(ProbedVideo video, AudioTrack track, ConversionOptions options,
			List<ProbedVideo.Chapter> chapters, Trim trim, Mp3Tags.@Nullable Cover cover) {
		Map<String, String> frames = new LinkedHashMap<>();
		for (Tag tag : Tag.values()) {
			String frame = FRAMES.get(tag);
			if (frame != null) {
				text(tag, video, track, options).ifPresent((text) -> frames.put(frame, text));
			}
		}
		return new Mp3Tags(frames, text(Tag.COMMENT, video, track, options).orElse(null), cover, clip(chapters, trim));
	}

	private static Optional<String> text(Tag tag, ProbedVideo video, AudioTrack track, ConversionOptions options) {
		String wish = options.tags().get(tag.option());
		if (wish != null) {
			return Optional.of(wish).filter((text) -> !text.isEmpty());
		}
		if (!options.keepsTags()) {
			return Optional.empty();
		}
		// in Ogg the tags of the file are those of its track
		return find(tag, video.tags())
			.or(() -> video.format().equals("ogg") ? find(tag, track.tags()) : Optional.empty());
	}

	private static Optional<String> find(Tag tag, Map<String, String> tags) {
		return carried(tag, tags.get(tag.key())).or(() -> OTHER_KEYS.getOrDefault(tag, List.of())
			.stream()
			.flatMap((key) -> carried(tag, tags.get(key)).stream())
			.findFirst());
	}

	private static Optional<String> carried(Tag tag, @Nullable String raw) {
		if (raw == null) {
			return Optional.empty();
		}
		String text = CleanText.limit(CleanText.of(raw), tag.maxCodePoints());
		if (tag == Tag.YEAR) {
			// the frame holds only a year
			return text.matches("\\d{4}(\\D.*)?") ? Optional.of(text.substring(0, 4)) : Optional.empty();
		}
		return Optional.of(text).filter((clean) -> !clean.isEmpty());
	}

	private static List<ProbedVideo.Chapter> clip(List<ProbedVideo.Chapter> chapters, Trim trim) {
		return chapters.stream()
			.flatMap((chapter) -> trim.clip(chapter.start(), chapter.end())
				.map((span) -> new ProbedVideo.Chapter(span.start(), span.end(), title(chapter)))
				.stream())
			.toList();
	}

	private static String title(ProbedVideo.Chapter chapter) {
		return CleanText.limit(CleanText.of(chapter.title()), Tag.TITLE.maxCodePoints());
	}

}
