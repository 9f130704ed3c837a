package io.soundlift.cli.conversion;

import java.util.Locale;
import java.util.Map;

/**
 * Guesses a media type from a file's name. The server looks at the content; the type only
 * says that it may be a video.
 */
final class MediaTypes {

	private static final Map<String, String> TYPES = Map.ofEntries(Map.entry("3gp", "video/3gpp"),
			Map.entry("aac", "audio/aac"), Map.entry("avi", "video/x-msvideo"), Map.entry("flac", "audio/flac"),
			Map.entry("flv", "video/x-flv"), Map.entry("m2ts", "video/mp2t"), Map.entry("m4a", "audio/mp4"),
			Map.entry("m4v", "video/x-m4v"), Map.entry("mkv", "video/x-matroska"), Map.entry("mov", "video/quicktime"),
			Map.entry("mp3", "audio/mpeg"), Map.entry("mp4", "video/mp4"), Map.entry("mpeg", "video/mpeg"),
			Map.entry("mpg", "video/mpeg"), Map.entry("oga", "audio/ogg"), Map.entry("ogg", "audio/ogg"),
			Map.entry("ogv", "video/ogg"), Map.entry("opus", "audio/ogg"), Map.entry("ts", "video/mp2t"),
			Map.entry("wav", "audio/wav"), Map.entry("webm", "video/webm"), Map.entry("wmv", "video/x-ms-wmv"));

	private MediaTypes() {
	}

	static String of(String fileName) {
		String extension = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
		return TYPES.getOrDefault(extension, "application/octet-stream");
	}

}
