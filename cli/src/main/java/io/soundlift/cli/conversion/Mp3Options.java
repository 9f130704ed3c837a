package io.soundlift.cli.conversion;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Options of the MP3. Names and values are those of the API, which checks them before any
 * byte of the video is sent.
 */
final class Mp3Options {

	@Option(names = "--bitrate", paramLabel = "RATE",
			description = "Constant bit rate, 32k to 320k (default: the server's choice; sound that is MP3 already is then copied as it is).")
	private @Nullable String bitrate;

	@Option(names = "--quality", paramLabel = "0..9",
			description = "Variable bit rate of this quality, 0 is the best and 9 the smallest. Not with --bitrate.")
	private @Nullable String quality;

	@Option(names = "--channels", paramLabel = "1|2",
			description = "Mono or stereo (default: as in the video, at most stereo).")
	private @Nullable String channels;

	@Option(names = "--sampleRate", paramLabel = "HZ",
			description = "8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100 or 48000 (default: as in the video, or the nearest of the last three).")
	private @Nullable String sampleRate;

	@Option(names = "--start", paramLabel = "TIME",
			description = "Begin, in seconds or h:mm:ss with up to three decimals, such as 90.5 or 0:01:30.125. Times are those of the video: where it has no sound, the MP3 is silent for as long.")
	private @Nullable String start;

	@Option(names = "--end", paramLabel = "TIME", description = "End, in the same form.")
	private @Nullable String end;

	@Option(names = "--normalize", negatable = true,
			description = "Bring the loudness to the target of EBU R 128, -23 LUFS, or don't (default: the server's choice).")
	private @Nullable Boolean normalize;

	@Option(names = "--track", paramLabel = "TRACK",
			description = "Sound track: its number from 1 on, or its language such as de or deu (default: the one that players take).")
	private @Nullable String track;

	@Option(names = "--tags", negatable = true,
			description = "Carry title, artist and so on over from the video, or don't (default: the server's choice).")
	private @Nullable Boolean tags;

	@Option(names = "--cover", paramLabel = "COVER",
			description = "auto: the picture attached to the video, if any; attached: that picture, or fail; none; or the TIME of a frame (default: the server's choice).")
	private @Nullable String cover;

	@Option(names = "--chapters", negatable = true,
			description = "Carry chapters over from the video, or don't (default: the server's choice).")
	private @Nullable Boolean chapters;

	@Option(names = "--title", paramLabel = "TEXT", description = "Title. An empty text removes that of the video.")
	private @Nullable String title;

	@Option(names = "--artist", paramLabel = "TEXT", description = "Artist.")
	private @Nullable String artist;

	@Option(names = "--album", paramLabel = "TEXT", description = "Album.")
	private @Nullable String album;

	@Option(names = "--albumArtist", paramLabel = "TEXT", description = "Artist of the album.")
	private @Nullable String albumArtist;

	@Option(names = "--composer", paramLabel = "TEXT", description = "Composer.")
	private @Nullable String composer;

	@Option(names = "--genre", paramLabel = "TEXT", description = "Genre.")
	private @Nullable String genre;

	@Option(names = "--year", paramLabel = "YYYY", description = "Year.")
	private @Nullable String year;

	@Option(names = "--trackNumber", paramLabel = "N", description = "Number in the album, such as 3 or 3/12.")
	private @Nullable String trackNumber;

	@Option(names = "--comment", paramLabel = "TEXT", description = "Comment.")
	private @Nullable String comment;

	@Option(names = "--copyright", paramLabel = "TEXT", description = "Copyright.")
	private @Nullable String copyright;

	/**
	 * Returns the options that were set.
	 * @return values by API parameter names; empty for the server's defaults
	 */
	Map<String, String> toParameters() {
		Map<String, String> parameters = new LinkedHashMap<>();
		put(parameters, "bitrate", this.bitrate);
		put(parameters, "quality", this.quality);
		put(parameters, "channels", this.channels);
		put(parameters, "sampleRate", this.sampleRate);
		put(parameters, "start", this.start);
		put(parameters, "end", this.end);
		put(parameters, "normalize", text(this.normalize));
		put(parameters, "track", this.track);
		put(parameters, "tags", text(this.tags));
		put(parameters, "cover", this.cover);
		put(parameters, "chapters", text(this.chapters));
		put(parameters, "title", this.title);
		put(parameters, "artist", this.artist);
		put(parameters, "album", this.album);
		put(parameters, "albumArtist", this.albumArtist);
		put(parameters, "composer", this.composer);
		put(parameters, "genre", this.genre);
		put(parameters, "year", this.year);
		put(parameters, "trackNumber", this.trackNumber);
		put(parameters, "comment", this.comment);
		put(parameters, "copyright", this.copyright);
		return parameters;
	}

	private static @Nullable String text(@Nullable Boolean value) {
		return (value != null) ? value.toString() : null;
	}

	private static void put(Map<String, String> parameters, String name, @Nullable String value) {
		if (value != null) {
			parameters.put(name, value);
		}
	}

}
