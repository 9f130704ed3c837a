package io.soundlift.converter.decode;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.soundlift.converter.ffmpeg.DecodingFailures;
import io.soundlift.converter.ffmpeg.FfmpegCommand;
import io.soundlift.converter.ffmpeg.FfmpegOutput;
import io.soundlift.converter.ffmpeg.FfmpegRun;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.support.DaemonThreads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A range of an audio track as one run of ffmpeg decodes it.
 * <p>
 * ffmpeg rebuilds its filters whenever the sample rate or the channels of the audio
 * change, and the new filters have none of the previous state. So they only convert
 * samples; counting is done here. They preserve the times of the samples, so that gaps
 * can be filled.
 */
final class DecodedAudio implements SampleSource {

	private static final Logger logger = LoggerFactory.getLogger(DecodedAudio.class);

	static final String PIPE = "pipe:0";

	private static final int BUFFER = 256 * 1024;

	private final AudioDecoder decoder;

	private final FfmpegSession session;

	private final FfmpegRun run;

	private final @Nullable PacketList packets;

	private final Timeline timeline;

	private final SampleWindow samples;

	/**
	 * Starts to decode.
	 * @param content input of ffmpeg instead of the session's video; {@code null} for the
	 * session's video
	 */
	DecodedAudio(AudioDecoder decoder, SampleRange range, @Nullable InputStream content) {
		this.decoder = decoder;
		this.session = decoder.session();
		List<String> arguments = new ArrayList<>(
				input(decoder, (content != null) ? PIPE : decoder.session().video().toString()));
		arguments.addAll(output(decoder));
		this.run = this.session.start(new FfmpegCommand(arguments,
				(content != null) ? new FfmpegCommand.VideoFromPipe() : new FfmpegCommand.NoInput()));
		this.packets = (content != null) ? list(decoder) : null;
		if (content != null) {
			new DaemonThreads("growing-video").newThread(() -> feed(content)).start();
		}
		this.timeline = decoder.timeline(this.run, false);
		this.samples = new SampleWindow(this.timeline, decoder.format(), range);
	}

	/**
	 * Lists what the decoder gets through its pipe, by a second run that gets the same.
	 */
	private PacketList list(AudioDecoder decoder) {
		try {
			return PacketList.ofPipe(decoder);
		}
		catch (RuntimeException ex) {
			this.run.close();
			throw ex;
		}
	}

	private void feed(InputStream content) {
		try (content; OutputStream target = this.run.input()) {
			copy(content, target, Objects.requireNonNull(this.packets));
		}
		catch (IOException ex) {
			logger.debug("The pipe to ffmpeg has ended before", ex);
		}
	}

	private void copy(InputStream content, OutputStream target, PacketList list) {
		byte[] buffer = new byte[BUFFER];
		try {
			for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
				target.write(buffer, 0, read);
				list.add(buffer, read);
			}
			list.end();
		}
		catch (IOException | RuntimeException | Error ex) {
			logger.debug("The video is not read any further", ex);
			// ended before its input, whose end would look like the end of the video
			this.run.close();
			list.close();
		}
	}

	/**
	 * Returns arguments of ffmpeg for the audio track, at the times of the video.
	 */
	static List<String> input(AudioDecoder decoder) {
		return input(decoder, decoder.session().video().toString());
	}

	/**
	 * Returns arguments of ffmpeg for the audio track of a video in another place.
	 */
	static List<String> input(AudioDecoder decoder, String video) {
		List<String> arguments = new ArrayList<>();
		// unless all times are shifted, those of MPEG-TS begin with the audio
		arguments.addAll(List.of("-itsoffset", "0.000001"));
		if (decoder.video().format().equals("matroska")) {
			// only a decoder finds the beginning of H.264, and it must not run here
			arguments.addAll(List.of("-c:v", "rawvideo"));
		}
		arguments.addAll(
				List.of("-i", video, "-map", "0:a:" + decoder.track(), "-map_metadata", "-1", "-map_chapters", "-1"));
		return arguments;
	}

	/**
	 * Returns arguments of ffmpeg for the samples, with their times, in a pipe.
	 */
	static List<String> output(AudioDecoder decoder) {
		List<String> arguments = new ArrayList<>(
				List.of("-af", decoder.format().conversion(), "-c:a", decoder.format().codec()));
		// Matroska has the time of each block; its optional elements would take time
		arguments.addAll(List.of("-fflags", "+bitexact", "-write_crc32", "0", "-cluster_time_limit", "200",
				"-flush_packets", "0", "-f", "matroska", "pipe:1"));
		return arguments;
	}

	@Override
	public InputStream samples() {
		return this.samples;
	}

	@Override
	public void await() {
		if (this.samples.isComplete()) {
			// what follows the range does not matter
			this.run.close();
			this.session.checkNotStopped();
		}
		else if (!this.run.await()) {
			throw DecodingFailures.ofDecoder(this.run);
		}
	}

	@Override
	public FfmpegOutput messages() {
		return this.run.messages();
	}

	@Override
	public Optional<String> proof() {
		if (this.packets == null || this.samples.isComplete()) {
			// of a decoder that was not read to its end some packets may be missing
			return Optional.empty();
		}
		return this.packets.await().map((list) -> this.decoder.proof(list, this.timeline.hasGaps()));
	}

	@Override
	public void kill() {
		this.run.close();
		if (this.packets != null) {
			this.packets.close();
		}
	}

}
