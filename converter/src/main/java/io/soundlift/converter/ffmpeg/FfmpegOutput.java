package io.soundlift.converter.ffmpeg;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Messages that ffmpeg writes to its standard error.
 * <p>
 * A hostile file can cause endless messages, so only the first and the last lines are
 * kept, and only the beginning of each.
 */
public final class FfmpegOutput {

	private static final int MAX_LINE = 4096;

	private static final int KEPT_LINES = 100;

	private static final int DESCRIPTION_LINES = 1000;

	private final InputStream source;

	private final Deque<String> first = new ArrayDeque<>();

	private final Deque<String> last = new ArrayDeque<>();

	private final List<String> description = new ArrayList<>();

	FfmpegOutput(InputStream source) {
		this.source = new BufferedInputStream(source);
	}

	/**
	 * Whether one of the kept messages contains one of some words. Indented lines do not
	 * count: they repeat text from the file.
	 * @param words what to look for
	 * @return whether a line has one of them
	 */
	public synchronized boolean contain(String... words) {
		for (String word : words) {
			if (Stream.concat(this.first.stream(), this.last.stream())
				.anyMatch((kept) -> !kept.startsWith(" ") && kept.contains(word))) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns the lines that describe the input: its format, its length, its streams.
	 * Text from the video can look the same.
	 * @return the first of these lines
	 */
	synchronized List<String> description() {
		return List.copyOf(this.description);
	}

	/**
	 * Finds the last message that matches a pattern.
	 * @param pattern what a line has to contain
	 * @return the match in the last such line that is kept
	 */
	public synchronized Optional<MatchResult> last(Pattern pattern) {
		return Stream.concat(this.first.stream(), this.last.stream())
			.map(pattern::matcher)
			.filter(Matcher::find)
			.map(Matcher::toMatchResult)
			.reduce((one, later) -> later);
	}

	/**
	 * Returns the last lines, only for the log of the service. Indented lines are left
	 * out: they repeat the file's title, artist and place.
	 * @return one line, so that a file can't write lines of its own into the log
	 */
	public synchronized String tail() {
		Deque<String> kept = this.last.isEmpty() ? this.first : this.last;
		List<String> lines = kept.stream().filter((text) -> !text.startsWith(" ")).toList();
		return String.join(" | ", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
	}

	/**
	 * Reads what ffmpeg writes, up to its end.
	 * @throws IOException if it can't be read
	 */
	void readAll() throws IOException {
		for (String text = readLine(); text != null; text = readLine()) {
			remember(text);
		}
	}

	private synchronized void remember(String text) {
		if (this.description.size() < DESCRIPTION_LINES && InputDescription.isPart(text)) {
			this.description.add(text);
		}
		if (text.startsWith("size=") || text.startsWith("frame=")) {
			// progress, which ffmpeg reports repeatedly
			return;
		}
		if (this.first.size() < KEPT_LINES) {
			this.first.add(text);
		}
		else {
			this.last.add(text);
			if (this.last.size() > KEPT_LINES) {
				this.last.remove();
			}
		}
	}

	private @Nullable String readLine() throws IOException {
		byte[] bytes = new byte[MAX_LINE];
		int length = 0;
		int next = this.source.read();
		if (next < 0) {
			return null;
		}
		while (next >= 0 && next != '\n' && next != '\r') {
			if (length < MAX_LINE) {
				bytes[length++] = (byte) next;
			}
			next = this.source.read();
		}
		return new String(bytes, 0, length, StandardCharsets.UTF_8);
	}

}
