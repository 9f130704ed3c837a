package io.soundlift.converter.ffmpeg;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Times of the packets of a video, read without decoding. Only the first, the last and
 * the sum are kept.
 */
public final class PacketTimes {

	private static final Logger logger = LoggerFactory.getLogger(PacketTimes.class);

	/** The relevant columns are at the beginning of a line. */
	private static final int MAX_LINE = 256;

	private static final int BUFFER = 64 * 1024;

	private static final Pattern TIME_BASE = Pattern.compile("#tb (\\d{1,4}): (\\d{1,9})/(\\d{1,10})");

	private static final Pattern PACKET = Pattern
		.compile("(\\d{1,4}), +(?:-?\\d{1,19}|NOPTS), +(-?\\d{1,15}), +(\\d{1,15}), .*");

	private final Map<Integer, Double> secondsPerTick = new HashMap<>();

	private double begin = Double.POSITIVE_INFINITY;

	private double end = Double.NEGATIVE_INFINITY;

	private double total;

	private PacketTimes() {
	}

	/**
	 * Reads all tracks of a video to their end.
	 * @param session the session, which has the video
	 * @return the times; empty if ffmpeg can't read all tracks
	 * @throws UnusableVideoException if ffmpeg has come to a limit
	 * @throws StoppedException if the session was stopped
	 * @throws FfmpegFailedException if ffmpeg was killed
	 */
	static Optional<PacketTimes> ofVideo(FfmpegSession session) {
		// without copyts ffmpeg shifts the beginning to zero
		return read(session, List.of("-copyts"), List.of("-map", "0", "-ignore_unknown"));
	}

	/**
	 * Reads an audio track.
	 * @param session the session, which has the video
	 * @param track index of the track, from 0
	 * @param most maximum time to read, counted from the beginning of the video
	 * @return the times; empty if ffmpeg can't read the track
	 * @throws UnusableVideoException if ffmpeg has come to a limit
	 * @throws StoppedException if the session was stopped
	 * @throws FfmpegFailedException if ffmpeg was killed
	 */
	public static Optional<PacketTimes> ofAudio(FfmpegSession session, int track, Duration most) {
		return read(session, List.of(), List.of("-map", "0:a:" + track, "-t", Long.toString(most.toSeconds())));
	}

	private static Optional<PacketTimes> read(FfmpegSession session, List<String> timing, List<String> selection) {
		List<String> arguments = new ArrayList<>(timing);
		arguments.addAll(List.of("-nostats", "-i", session.video().toString()));
		arguments.addAll(selection);
		arguments.addAll(List.of("-c", "copy", "-f", "framecrc", "pipe:1"));
		try (FfmpegRun run = session.start(new FfmpegCommand(arguments))) {
			PacketTimes times = new PacketTimes();
			times.addAll(run.output());
			boolean succeeded = run.await();
			if (run.wasKilled()) {
				throw new FfmpegFailedException("ffmpeg was killed while it read the video", null);
			}
			if (!succeeded) {
				// some tracks can't be copied without decoding a picture first
				logger.info("ffmpeg can't read the video to its end: {}", run.messages().tail());
			}
			return succeeded ? Optional.of(times) : Optional.empty();
		}
		catch (IOException ex) {
			session.checkNotStopped();
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Reads the list of packets that ffmpeg's muxer {@code framecrc} writes, one line for
	 * each.
	 */
	private void addAll(InputStream list) throws IOException {
		InputStream buffered = new BufferedInputStream(list, BUFFER);
		byte[] line = new byte[MAX_LINE];
		int length = 0;
		for (int next = buffered.read(); next >= 0; next = buffered.read()) {
			if (next == '\n') {
				add(new String(line, 0, length, StandardCharsets.US_ASCII));
				length = 0;
			}
			else if (length < MAX_LINE) {
				line[length++] = (byte) next;
			}
		}
	}

	private void add(String line) {
		Matcher packet = PACKET.matcher(line);
		if (packet.matches()) {
			double tick = this.secondsPerTick.getOrDefault(Integer.parseInt(packet.group(1)), 0.0);
			double start = Long.parseLong(packet.group(2)) * tick;
			double duration = Long.parseLong(packet.group(3)) * tick;
			this.begin = Math.min(this.begin, start);
			this.end = Math.max(this.end, start + duration);
			this.total += duration;
			return;
		}
		Matcher base = TIME_BASE.matcher(line);
		if (base.matches()) {
			this.secondsPerTick.put(Integer.parseInt(base.group(1)),
					Double.parseDouble(base.group(2)) / Long.parseLong(base.group(3)));
		}
	}

	/**
	 * Whether the packets reach a length, counted from the first packet or from zero,
	 * since muxers do either.
	 * @param length the length
	 * @return whether they reach it
	 */
	boolean reach(Duration length) {
		return Math.max(this.end, this.end - this.begin) >= length.toMillis() / 1000.0;
	}

	/**
	 * Returns the total duration of all packets, whatever their times are.
	 * @return the sum of their durations
	 */
	public Duration total() {
		return Duration.ofMillis(Math.round(this.total * 1000));
	}

	@Override
	public String toString() {
		return "packets from %.2f to %.2f seconds".formatted(this.begin, this.end);
	}

}
