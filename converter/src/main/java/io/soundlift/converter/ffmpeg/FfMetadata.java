package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Tags in the form that ffmpeg calls ffmetadata (its manual "ffmpeg-formats", Metadata).
 * Unlike its messages, this form escapes the text of a video, so that a tag can't pass
 * for something else.
 *
 * @param tags tags of the file, by keys in lower case
 * @param streams tags of each stream that was written
 * @param chapters the chapters
 */
public record FfMetadata(Map<String, String> tags, List<Map<String, String>> streams,
		List<ProbedVideo.Chapter> chapters) {

	/** Size up to which tags are read; the rest is ignored. */
	static final int MAX_BYTES = 1024 * 1024;

	/** Number of entries that are read; the rest are ignored. */
	static final int MAX_ENTRIES = 10_000;

	/** Maximum number of entries in the table of contents of an ID3 tag. */
	static final int MAX_CHAPTERS = 255;

	private static final Pattern TIME_BASE = Pattern.compile("(\\d{1,9})/(\\d{1,10})");

	private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000);

	private static final BigInteger MAX_NANOS = BigInteger.valueOf(Duration.ofDays(365).toNanos());

	/**
	 * Reads a file.
	 * @param content its content, of any length
	 * @return the tags and chapters
	 * @throws IOException if it can't be read
	 */
	public static FfMetadata read(InputStream content) throws IOException {
		return parse(new String(content.readNBytes(MAX_BYTES), StandardCharsets.UTF_8));
	}

	static FfMetadata parse(String text) {
		Reader reader = new Reader();
		StringBuilder word = new StringBuilder();
		String key = null;
		for (int i = 0; i < text.length(); i++) {
			char next = text.charAt(i);
			if (next == '\\' && i + 1 < text.length()) {
				word.append(text.charAt(++i));
			}
			else if (next == '=' && key == null) {
				key = word.toString();
				word.setLength(0);
			}
			else if (next == '\n') {
				reader.line(key, word.toString());
				key = null;
				word.setLength(0);
			}
			else {
				word.append(next);
			}
		}
		return reader.metadata();
	}

	/**
	 * Assignment of lines to sections.
	 */
	private static final class Reader {

		private final Map<String, String> tags = new LinkedHashMap<>();

		private final List<Map<String, String>> streams = new ArrayList<>();

		private final List<Map<String, String>> chapters = new ArrayList<>();

		private Map<String, String> section = this.tags;

		private int entries;

		/**
		 * Adds a line.
		 * @param key what is before the first equals sign; {@code null} if there is none
		 * @param value the rest
		 */
		void line(@Nullable String key, String value) {
			if (this.entries++ >= MAX_ENTRIES) {
				return;
			}
			if (key != null) {
				// ffmpeg's own lines come first
				this.section.putIfAbsent(key.toLowerCase(Locale.ROOT), value);
			}
			else if (value.equals("[STREAM]")) {
				begin(this.streams);
			}
			else if (value.equals("[CHAPTER]")) {
				begin(this.chapters);
			}
		}

		private void begin(List<Map<String, String>> sections) {
			this.section = new LinkedHashMap<>();
			sections.add(this.section);
		}

		FfMetadata metadata() {
			return new FfMetadata(this.tags, this.streams,
					this.chapters.stream()
						.map(Reader::chapter)
						.flatMap(Optional::stream)
						.sorted(Comparator.comparing(ProbedVideo.Chapter::start))
						.limit(MAX_CHAPTERS)
						.toList());
		}

		private static Optional<ProbedVideo.Chapter> chapter(Map<String, String> section) {
			Matcher base = TIME_BASE.matcher(section.getOrDefault("timebase", ""));
			if (!base.matches()) {
				return Optional.empty();
			}
			Optional<Duration> start = time(section.get("start"), base);
			Optional<Duration> end = time(section.get("end"), base);
			if (start.isEmpty() || end.isEmpty() || end.get().compareTo(start.get()) <= 0) {
				return Optional.empty();
			}
			return Optional.of(new ProbedVideo.Chapter(start.get(), end.get(), section.getOrDefault("title", "")));
		}

		private static Optional<Duration> time(@Nullable String ticks, Matcher base) {
			long denominator = Long.parseLong(base.group(2));
			if (ticks == null || !ticks.matches("\\d{1,18}") || denominator == 0) {
				return Optional.empty();
			}
			BigInteger nanos = new BigInteger(ticks).multiply(new BigInteger(base.group(1)))
				.multiply(NANOS)
				.divide(BigInteger.valueOf(denominator));
			return Optional.of(Duration.ofNanos(nanos.min(MAX_NANOS).longValueExact()));
		}

	}

}
