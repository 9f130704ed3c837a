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

import io.soundlift.support.BlockInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What ffmpeg writes to its error stream, on the way to whoever collects its lines.
 * <p>
 * A hostile file makes ffmpeg complain without end, so past a bound only the progress
 * goes on, and only the first and the last lines are kept.
 */
public final class FfmpegOutput extends BlockInputStream {

	private static final int MAX_LINE = 4096;

	private static final int MAX_FORWARDED = 1024 * 1024;

	private static final int KEPT_LINES = 100;

	private static final int DESCRIPTION_LINES = 1000;

	private final InputStream source;

	private final Deque<String> first = new ArrayDeque<>();

	private final Deque<String> last = new ArrayDeque<>();

	private final List<String> description = new ArrayList<>();

	private byte[] line = new byte[0];

	private int position;

	private int forwarded;

	private double reachedSeconds;

	FfmpegOutput(InputStream source) {
		this.source = new BufferedInputStream(source);
	}

	/**
	 * Whether one of the messages that are kept has one of some words. Indented lines do
	 * not count: they repeat what the file says about itself.
	 * @param words what to look for
	 * @return whether a line has one of them
	 */
	public synchronized boolean says(String... words) {
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
	 * What a video says about itself can look the same.
	 * @return the first of these lines
	 */
	synchronized List<String> description() {
		return List.copyOf(this.description);
	}

	/**
	 * Finds what ffmpeg has said last.
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
	 * Returns the last lines, for the log of the service and nobody else. What ffmpeg
	 * indents is left out: there it repeats the file's title, artist and place.
	 * @return one line, so that a file can't write lines of its own into the log
	 */
	public synchronized String tail() {
		Deque<String> kept = this.last.isEmpty() ? this.first : this.last;
		List<String> lines = kept.stream().filter((text) -> !text.startsWith(" ")).toList();
		return String.join(" | ", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
	}

	/**
	 * Returns the time that ffmpeg has last said it has reached.
	 * @return seconds, 0 before the first progress
	 */
	public synchronized double reachedSeconds() {
		return this.reachedSeconds;
	}

	@Override
	public int read(byte[] target, int offset, int length) throws IOException {
		if (length == 0) {
			return 0;
		}
		if (this.position == this.line.length && !nextLine()) {
			return -1;
		}
		int count = Math.min(length, this.line.length - this.position);
		System.arraycopy(this.line, this.position, target, offset, count);
		this.position += count;
		return count;
	}

	@Override
	public void close() throws IOException {
		this.source.close();
	}

	private boolean nextLine() throws IOException {
		for (String text = readLine(); text != null; text = readLine()) {
			boolean progress = Progress.is(text);
			remember(text, progress);
			if (progress || this.forwarded < MAX_FORWARDED) {
				this.line = (text + "\n").getBytes(StandardCharsets.UTF_8);
				this.position = 0;
				this.forwarded += progress ? 0 : this.line.length;
				return true;
			}
		}
		return false;
	}

	private synchronized void remember(String text, boolean progress) {
		if (this.description.size() < DESCRIPTION_LINES && InputDescription.isPart(text)) {
			this.description.add(text);
		}
		if (progress) {
			this.reachedSeconds = Progress.seconds(text).orElse(this.reachedSeconds);
		}
		else if (this.first.size() < KEPT_LINES) {
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
