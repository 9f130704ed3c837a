package io.soundlift.converter.encode;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.soundlift.converter.ffmpeg.DecodingFailures;
import io.soundlift.converter.ffmpeg.FfmpegCommand;
import io.soundlift.converter.ffmpeg.FfmpegOutput;
import io.soundlift.converter.ffmpeg.FfmpegRun;
import io.soundlift.converter.ffmpeg.OutputFile;
import io.soundlift.converter.mpeg.Gaps;
import io.soundlift.converter.mpeg.InfoTag;
import io.soundlift.converter.mpeg.MalformedMp3Exception;
import io.soundlift.converter.mpeg.Mp3FileWriter;
import io.soundlift.converter.mpeg.Mp3Frame;
import io.soundlift.converter.mpeg.Mp3FrameReader;

/**
 * Copies the frames of a track that is an MP3 already, and proves it: the SHA-256 of the
 * frames that were written has to be the one that ffmpeg finds in the video.
 */
final class FrameCopy {

	/**
	 * Containers of which ffmpeg passes the gaps on as they are; of Matroska it doesn't.
	 */
	private static final Set<String> TELL_GAPS = Set.of("mp3", "mov");

	private static final int BUFFER = 256 * 1024;

	private static final String HASH_PREFIX = "SHA256=";

	private final EncodingTask task;

	private final SoundFormat format;

	private final Duration maxLength;

	FrameCopy(EncodingTask task, Duration maxLength) {
		this.task = task;
		this.format = SoundFormat.of(task.plan());
		this.maxLength = maxLength;
	}

	/**
	 * Copies the frames.
	 * @param writer takes the frames
	 * @return what has become of the sound
	 * @throws UnprovenCopyException if the track is not a row of frames as the plan says,
	 * or the hashes differ
	 */
	EncodedSound copy(Mp3FileWriter writer) {
		Path video = this.task.session().video();
		try (FfmpegRun hashing = this.task.session()
			.start(new FfmpegCommand(FfmpegArguments.hash(video, this.task.plan())))) {
			MessageDigest digest = Sha256.digest();
			Copied copied = TELL_GAPS.contains(this.task.video().format()) ? copyWithGaps(video, writer, digest)
					: copyFrames(video, writer, digest);
			String hash = new String(hashing.output().readNBytes(256), StandardCharsets.US_ASCII).strip();
			if (!hashing.await()) {
				throw DecodingFailures.ofDecoder(hashing);
			}
			String written = HASH_PREFIX + Sha256.hex(digest.digest());
			if (!written.toLowerCase(Locale.ROOT).equals(hash.toLowerCase(Locale.ROOT))) {
				throw new UnprovenCopyException("The frames of the copy are not those of the video");
			}
			Gaps gaps = copied.gaps();
			long samples = Math.max(0, writer.samples() - gaps.delay() - gaps.padding());
			LengthLimit.check(this.format.playingTime(samples), this.maxLength, this.task.plan().trim());
			return new EncodedSound(samples, gaps, 0, 0, 0, copied.messages());
		}
		catch (MalformedMp3Exception ex) {
			throw new UnprovenCopyException(String.valueOf(ex.getMessage()));
		}
		catch (IOException ex) {
			this.task.session().checkNotStopped();
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Copies by way of a file, because ffmpeg writes the tag with the gaps into nothing
	 * else.
	 */
	private Copied copyWithGaps(Path video, Mp3FileWriter writer, MessageDigest digest) throws IOException {
		try (OutputFile file = this.task.session().output("copied");
				FfmpegRun copying = this.task.session()
					.start(new FfmpegCommand(FfmpegArguments.copy(video, this.task.plan(), file.path()),
							List.of(file)))) {
			awaitCopy(copying);
			return new Copied(write(file.content(), writer, digest), copying.messages());
		}
	}

	/**
	 * Takes the frames as they come, while ffmpeg finds out their hash in the video.
	 */
	private Copied copyFrames(Path video, Mp3FileWriter writer, MessageDigest digest) throws IOException {
		try (FfmpegRun copying = this.task.session()
			.start(new FfmpegCommand(FfmpegArguments.copyFrames(video, this.task.plan())))) {
			try {
				write(copying.output(), writer, digest);
			}
			catch (MalformedMp3Exception ex) {
				// if ffmpeg has failed, that is the reason
				copying.output().transferTo(OutputStream.nullOutputStream());
				awaitCopy(copying);
				throw ex;
			}
			awaitCopy(copying);
			return new Copied(Gaps.UNKNOWN, copying.messages());
		}
	}

	private static void awaitCopy(FfmpegRun copying) {
		if (!copying.await()) {
			throw copying.wasKilled() ? DecodingFailures.ofDecoder(copying)
					: new UnprovenCopyException("ffmpeg can't copy the track: " + copying.messages().tail());
		}
	}

	/**
	 * Writes the frames of a copy but for the one with a tag.
	 * @return the gaps that the tag has
	 */
	private Gaps write(InputStream copy, Mp3FileWriter writer, MessageDigest digest) throws IOException {
		Mp3FrameReader reader = new Mp3FrameReader(new BufferedInputStream(copy, BUFFER));
		Mp3Frame frame = reader.next();
		Optional<InfoTag> tag = (frame != null) ? InfoTag.of(frame) : Optional.empty();
		if (tag.isPresent()) {
			frame = reader.next();
		}
		for (; frame != null; frame = reader.next()) {
			checkFormat(frame);
			digest.update(frame.bytes());
			writer.add(frame);
		}
		return tag.map(InfoTag::gaps).orElse(Gaps.UNKNOWN);
	}

	private void checkFormat(Mp3Frame frame) {
		if (frame.header().sampleRate() != this.format.sampleRate()
				|| frame.header().channels() != this.format.channels()) {
			throw new UnprovenCopyException("The frames have another sample rate or number of channels than planned");
		}
	}

	/**
	 * A copy.
	 *
	 * @param gaps samples to leave out
	 * @param messages what ffmpeg said
	 */
	private record Copied(Gaps gaps, FfmpegOutput messages) {
	}

}
