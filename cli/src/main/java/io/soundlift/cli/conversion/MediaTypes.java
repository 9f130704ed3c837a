package io.soundlift.cli.conversion;

import java.util.Locale;
import java.util.Map;

/**
 * Media types by file name. The server examines the content; the type only indicates that
 * it may be a video.
 */
final class MediaTypes {

	private static final Map<String, String> TYPES = Map.ofEntries(Map.entry("3g2", "video/3gpp2"),
			Map.entry("3gp", "video/3gpp"), Map.entry("aac", "audio/aac"), Map.entry("ac3", "audio/ac3"),
			Map.entry("aif", "audio/aiff"), Map.entry("aiff", "audio/aiff"), Map.entry("amr", "audio/amr"),
			Map.entry("avi", "video/x-msvideo"), Map.entry("caf", "audio/x-caf"), Map.entry("dts", "audio/vnd.dts"),
			Map.entry("dv", "video/dv"), Map.entry("eac3", "audio/eac3"), Map.entry("flac", "audio/flac"),
			Map.entry("flv", "video/x-flv"), Map.entry("m2ts", "video/mp2t"), Map.entry("m4a", "audio/mp4"),
			Map.entry("m4b", "audio/mp4"), Map.entry("m4v", "video/x-m4v"), Map.entry("mka", "audio/x-matroska"),
			Map.entry("mkv", "video/x-matroska"), Map.entry("mov", "video/quicktime"), Map.entry("mp3", "audio/mpeg"),
			Map.entry("mp4", "video/mp4"), Map.entry("mpeg", "video/mpeg"), Map.entry("mpg", "video/mpeg"),
			Map.entry("mts", "video/mp2t"), Map.entry("mxf", "application/mxf"), Map.entry("oga", "audio/ogg"),
			Map.entry("ogg", "audio/ogg"), Map.entry("ogv", "video/ogg"), Map.entry("opus", "audio/ogg"),
			Map.entry("ts", "video/mp2t"), Map.entry("vob", "video/mpeg"), Map.entry("w64", "audio/x-w64"),
			Map.entry("wav", "audio/wav"), Map.entry("weba", "audio/webm"), Map.entry("webm", "video/webm"),
			Map.entry("wma", "audio/x-ms-wma"), Map.entry("wmv", "video/x-ms-wmv"));

	private MediaTypes() {
	}

	static String of(String fileName) {
		return TYPES.getOrDefault(extension(fileName), "application/octet-stream");
	}

	/**
	 * Returns whether a file is included when its folder is converted: it must have the
	 * name of a video or audio file, but not of an MP3, which may be the result of an
	 * earlier run.
	 */
	static boolean isWorthConverting(String fileName) {
		String extension = extension(fileName);
		return TYPES.containsKey(extension) && !extension.equals("mp3");
	}

	private static String extension(String fileName) {
		int dot = fileName.lastIndexOf('.');
		return (dot >= 0) ? fileName.substring(dot + 1).toLowerCase(Locale.ROOT) : "";
	}

}
