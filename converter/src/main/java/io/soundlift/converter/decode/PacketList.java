package io.soundlift.converter.decode;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.soundlift.converter.ffmpeg.FfmpegCommand;
import io.soundlift.converter.ffmpeg.FfmpegFailedException;
import io.soundlift.converter.ffmpeg.FfmpegOutput;
import io.soundlift.converter.ffmpeg.FfmpegRun;
import io.soundlift.converter.ffmpeg.UnusableVideoException;
import io.soundlift.support.DaemonThreads;
import io.soundlift.support.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * List of what a decoder of an audio track is given, as one run of ffmpeg reads it
 * without decoding: parameters of the track, and each packet with its time, its size, its
 * side data and a hash of its bytes. Of the list only a hash is kept. A decoder returns
 * the same samples for equal lists; ADR 39 names what the list lacks.
 */
public final class PacketList implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(PacketList.class);

	private static final int BUFFER = 64 * 1024;

	/** More than a packet takes, with the hashes of its bytes and of its side data. */
	private static final int MAX_LINE = 4096;

	private static final int MAX_DIGITS = 18;

	private static final int NONE = Integer.MIN_VALUE;

	private static final long NO_TIME = Long.MIN_VALUE;

	private final FfmpegRun run;

	private final MessageDigest digest = Sha256.newDigest();

	private final CompletableFuture<Boolean> read = new CompletableFuture<>();

	private boolean fed = true;

	private boolean usable = true;

	private long lastTime = NO_TIME;

	private PacketList(AudioDecoder decoder, List<String> access, String video, FfmpegCommand.Input input) {
		// of audio ffmpeg copies the time of decoding only, if a packet has one; decoders
		// use the other
		List<String> arguments = new ArrayList<>(access);
		arguments.addAll(List.of("-fflags", "+igndts"));
		arguments.addAll(DecodedAudio.input(decoder, video));
		arguments.addAll(List.of("-copyinkf", "-c:a", "copy", "-flush_packets", "0", "-f", "framehash", "-hash",
				"SHA512/256", "pipe:1"));
		this.run = decoder.session().start(new FfmpegCommand(arguments, input));
		decoder.session().onStop(() -> this.read.complete(false));
		new DaemonThreads("packets").newThread(this::read).start();
	}

	/**
	 * Lists the packets of the session's video.
	 */
	static PacketList ofFile(AudioDecoder decoder) {
		// of an MP4 ffmpeg reads the audio only, so whatever it reads besides packets is
		// mostly pictures or holes
		List<String> access = decoder.video().format().equals("mov") ? List.of("-avioflags", "direct") : List.of();
		return new PacketList(decoder, access, decoder.session().video().toString(), new FfmpegCommand.NoInput());
	}

	/**
	 * Lists the packets of a video that passes through a pipe.
	 */
	static PacketList ofPipe(AudioDecoder decoder) {
		return new PacketList(decoder, List.of(), DecodedAudio.PIPE, new FfmpegCommand.VideoFromPipe());
	}

	/**
	 * Adds bytes of a video that passes through a pipe. A failure only ends the list.
	 */
	void add(byte[] bytes, int length) {
		try {
			if (this.fed) {
				this.run.input().write(bytes, 0, length);
			}
		}
		catch (IOException ex) {
			logger.debug("The packets can't be listed", ex);
			this.fed = false;
			this.run.close();
		}
	}

	/**
	 * Ends the video that passes through a pipe.
	 */
	void end() {
		try (OutputStream input = this.run.input()) {
			input.flush();
		}
		catch (IOException ex) {
			logger.debug("The packets can't be listed to their end", ex);
			this.run.close();
		}
	}

	private void read() {
		boolean complete = false;
		try (InputStream list = this.run.output()) {
			addAll(list);
			complete = this.usable;
		}
		catch (IOException | RuntimeException | Error ex) {
			logger.debug("The list of packets can't be read", ex);
			this.run.close();
		}
		finally {
			this.read.complete(complete);
		}
	}

	private void addAll(InputStream list) throws IOException {
		byte[] lines = new byte[BUFFER];
		int kept = 0;
		for (int read = list.read(lines, 0, BUFFER); read >= 0; read = list.read(lines, kept, BUFFER - kept)) {
			int end = kept + read;
			int begin = 0;
			for (int i = kept; i < end; i++) {
				if (lines[i] == '\n') {
					add(lines, begin, i);
					begin = i + 1;
				}
			}
			kept = end - begin;
			if (kept > MAX_LINE) {
				throw new IOException("ffmpeg writes a line of more than " + MAX_LINE + " bytes");
			}
			System.arraycopy(lines, begin, lines, 0, kept);
		}
	}

	/**
	 * Adds a line to the hash. It has the track, two times, the duration, and all else.
	 * The duration of a packet with times is left out: decoders don't use it, and through
	 * a pipe ffmpeg does not know it of some files.
	 */
	private void add(byte[] lines, int begin, int end) {
		int track = comma(lines, begin, end);
		int firstTime = comma(lines, track + 1, end);
		int times = comma(lines, firstTime + 1, end);
		int duration = comma(lines, times + 1, end);
		if (duration == NONE) {
			this.digest.update(lines, begin, end + 1 - begin);
			return;
		}
		this.digest.update(lines, begin, times - begin);
		this.digest.update(lines, duration, end + 1 - duration);
		// ffmpeg changes times that go back, and hides the times of the file
		long time = Long
			.parseLong(new String(lines, track + 1, firstTime - track - 1, StandardCharsets.US_ASCII).strip());
		this.usable &= time != this.lastTime;
		this.lastTime = time;
	}

	/**
	 * Returns where the comma behind a number is. An unknown time has 19 digits.
	 * @param begin where the number begins, behind a comma; negative if there is no comma
	 * @return its position; {@link #NONE} if there is none
	 */
	private static int comma(byte[] lines, int begin, int end) {
		if (begin < 0) {
			return NONE;
		}
		int number = begin;
		while (number < end && lines[number] == ' ') {
			number++;
		}
		int digits = (number < end && lines[number] == '-') ? number + 1 : number;
		int comma = digits;
		while (comma < end && lines[comma] >= '0' && lines[comma] <= '9') {
			comma++;
		}
		boolean found = comma > digits && comma - digits <= MAX_DIGITS && comma < end && lines[comma] == ',';
		return found ? comma : NONE;
	}

	/**
	 * Waits for the end of the list.
	 * @return its hash; empty if there is no list that proves anything
	 * @throws io.soundlift.converter.ffmpeg.StoppedException if the session was stopped
	 */
	public Optional<String> await() {
		boolean complete = this.read.join();
		try {
			if (this.run.await() && complete) {
				return Optional.of(HexFormat.of().formatHex(this.digest.digest()));
			}
			logger.info("The packets can't be compared: {}", this.run.messages().tail());
		}
		catch (UnusableVideoException | FfmpegFailedException ex) {
			logger.info("The packets can't be compared: {}", ex.toString());
		}
		return Optional.empty();
	}

	/**
	 * Returns the messages that ffmpeg wrote while it read the video.
	 * @return its messages so far
	 */
	public FfmpegOutput messages() {
		return this.run.messages();
	}

	@Override
	public void close() {
		this.run.close();
	}

}
