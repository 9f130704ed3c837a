package io.soundlift.converter.decode;

import java.io.BufferedInputStream;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

	/**
	 * The track, two times, the duration, and all else. An unknown time has 19 digits.
	 */
	private static final Pattern PACKET = Pattern
		.compile("(\\d{1,4}), +(-?\\d{1,18}), +(-?\\d{1,18}), +\\d{1,18}(, .*)");

	private final FfmpegRun run;

	private final MessageDigest digest = Sha256.newDigest();

	private final CompletableFuture<Boolean> read = new CompletableFuture<>();

	private boolean fed = true;

	private boolean usable = true;

	private String lastTime = "";

	private PacketList(AudioDecoder decoder, String video, FfmpegCommand.Input input) {
		// of audio ffmpeg copies the time of decoding only, if a packet has one; decoders
		// use the other
		List<String> arguments = new ArrayList<>(List.of("-fflags", "+igndts"));
		arguments.addAll(DecodedAudio.input(decoder, video));
		arguments.addAll(List.of("-copyinkf", "-c:a", "copy", "-flush_packets", "0", "-f", "framehash", "-hash",
				"sha256", "pipe:1"));
		this.run = decoder.session().start(new FfmpegCommand(arguments, input));
		decoder.session().onStop(() -> this.read.complete(false));
		new DaemonThreads("packets").newThread(this::read).start();
	}

	/**
	 * Lists the packets of the session's video.
	 */
	static PacketList ofFile(AudioDecoder decoder) {
		return new PacketList(decoder, decoder.session().video().toString(), new FfmpegCommand.NoInput());
	}

	/**
	 * Lists the packets of a video that passes through a pipe.
	 */
	static PacketList ofPipe(AudioDecoder decoder) {
		return new PacketList(decoder, DecodedAudio.PIPE, new FfmpegCommand.VideoFromPipe());
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
		try (InputStream list = new BufferedInputStream(this.run.output(), BUFFER)) {
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
		byte[] line = new byte[MAX_LINE];
		int length = 0;
		for (int next = list.read(); next >= 0; next = list.read()) {
			if (next == '\n') {
				add(new String(line, 0, length, StandardCharsets.US_ASCII));
				length = 0;
			}
			else if (length == MAX_LINE) {
				throw new IOException("ffmpeg writes a line of more than " + MAX_LINE + " bytes");
			}
			else {
				line[length++] = (byte) next;
			}
		}
	}

	/**
	 * Adds a line to the hash. The duration of a packet with times is left out: decoders
	 * don't use it, and through a pipe ffmpeg does not know it of some files.
	 */
	private void add(String line) {
		Matcher packet = PACKET.matcher(line);
		boolean timed = packet.matches();
		String compared = timed ? packet.group(1) + ", " + packet.group(2) + ", " + packet.group(3) + packet.group(4)
				: line;
		this.digest.update(compared.getBytes(StandardCharsets.US_ASCII));
		this.digest.update((byte) '\n');
		// ffmpeg changes times that go back, and hides the times of the file
		this.usable &= !timed || !packet.group(2).equals(this.lastTime);
		this.lastTime = timed ? packet.group(2) : this.lastTime;
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
