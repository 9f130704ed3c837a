package io.soundlift.converter.encode;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.soundlift.converter.ffmpeg.DecodingFailures;
import io.soundlift.converter.ffmpeg.FfmpegCommand;
import io.soundlift.converter.ffmpeg.FfmpegRun;
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
		Path file = this.task.session().file("copied");
		try (FfmpegRun copying = this.task.session()
			.start(new FfmpegCommand(FfmpegArguments.copy(video, this.task.plan(), file)));
				FfmpegRun hashing = this.task.session()
					.start(new FfmpegCommand(FfmpegArguments.hash(video, this.task.plan())))) {
			String hash = new String(hashing.output().readNBytes(256), StandardCharsets.US_ASCII).strip();
			if (!copying.await()) {
				throw copying.wasKilled() ? DecodingFailures.ofDecoder(copying)
						: new UnprovenCopyException("ffmpeg can't copy the track: " + copying.messages().tail());
			}
			if (!hashing.await()) {
				throw DecodingFailures.ofDecoder(hashing);
			}
			Gaps gaps = write(file, writer, hash);
			Files.delete(file);
			long samples = Math.max(0, writer.samples() - gaps.delay() - gaps.padding());
			LengthLimit.check(this.format.playingTime(samples), this.maxLength, this.task.plan().trim());
			return new EncodedSound(samples, gaps, 0, 0, 0, copying.messages());
		}
		catch (MalformedMp3Exception ex) {
			throw new UnprovenCopyException(String.valueOf(ex.getMessage()));
		}
		catch (IOException ex) {
			this.task.session().checkNotStopped();
			throw new UncheckedIOException(ex);
		}
	}

	private Gaps write(Path file, Mp3FileWriter writer, String hash) throws IOException {
		MessageDigest digest = Sha256.digest();
		Gaps gaps = Gaps.UNKNOWN;
		try (InputStream content = new BufferedInputStream(Files.newInputStream(file))) {
			Mp3FrameReader reader = new Mp3FrameReader(content);
			Mp3Frame frame = reader.next();
			Optional<InfoTag> tag = (frame != null) ? InfoTag.of(frame) : Optional.empty();
			if (tag.isPresent()) {
				gaps = TELL_GAPS.contains(this.task.video().format()) ? tag.get().gaps() : Gaps.UNKNOWN;
				frame = reader.next();
			}
			for (; frame != null; frame = reader.next()) {
				checkFormat(frame);
				digest.update(frame.bytes());
				writer.add(frame);
			}
		}
		String written = HASH_PREFIX + Sha256.hex(digest.digest());
		if (!written.toLowerCase(Locale.ROOT).equals(hash.toLowerCase(Locale.ROOT))) {
			throw new UnprovenCopyException("The frames of the copy are not those of the video");
		}
		return gaps;
	}

	private void checkFormat(Mp3Frame frame) {
		if (frame.header().sampleRate() != this.format.sampleRate()
				|| frame.header().channels() != this.format.channels()) {
			throw new UnprovenCopyException("The frames have another sample rate or number of channels than planned");
		}
	}

}
