package io.soundlift.converter.encode;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.soundlift.converter.decode.AudioFormat;
import io.soundlift.converter.ffmpeg.DecodingFailures;
import io.soundlift.converter.ffmpeg.FfmpegCommand;
import io.soundlift.converter.ffmpeg.FfmpegOutput;
import io.soundlift.converter.ffmpeg.FfmpegRun;
import io.soundlift.converter.ffmpeg.OutputFile;
import io.soundlift.converter.mpeg.DelayAndPadding;
import io.soundlift.converter.mpeg.FrameHeader;
import io.soundlift.converter.mpeg.InfoTag;
import io.soundlift.converter.mpeg.MalformedMp3Exception;
import io.soundlift.converter.mpeg.Mp3FileWriter;
import io.soundlift.converter.mpeg.Mp3Frame;
import io.soundlift.converter.mpeg.Mp3FrameFinder;
import io.soundlift.converter.mpeg.Mp3FrameReader;
import io.soundlift.support.Sha256;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the frames of a track that is already MP3, and proves that they are the same:
 * the SHA-256 of the bytes that the frames were read from must equal the one that ffmpeg
 * computes from the video. Bytes that belong to no complete frame are skipped, as players
 * do.
 */
final class FrameCopy {

	private static final Logger logger = LoggerFactory.getLogger(FrameCopy.class);

	private static final int BUFFER = 256 * 1024;

	private static final String HASH_PREFIX = "SHA256=";

	private static final DelayAndPadding NO_EDIT_LIST = new DelayAndPadding(0, 0);

	private final EncodingTask task;

	private final AudioFormat format;

	private final Duration maxLength;

	FrameCopy(EncodingTask task, Duration maxLength) {
		this.task = task;
		this.format = task.plan().format();
		this.maxLength = maxLength;
	}

	/**
	 * Copies the frames.
	 * @param writer takes the frames
	 * @return the copied audio
	 * @throws UnverifiedCopyException if the track has no frames or frames of several
	 * kinds, or the hashes differ
	 */
	EncodedAudio copy(Mp3FileWriter writer) {
		Path video = this.task.session().video();
		try (FfmpegRun hashing = this.task.session()
			.start(new FfmpegCommand(FfmpegArguments.hash(video, this.task.plan())))) {
			MessageDigest digest = Sha256.newDigest();
			Copied copied = this.task.video().format().equals("mov") ? copyWithDelayAndPadding(video, writer, digest)
					: copyFrames(video, writer, digest);
			String hash = new String(hashing.output().readNBytes(256), StandardCharsets.US_ASCII).strip();
			if (!hashing.await()) {
				throw DecodingFailures.ofDecoder(hashing);
			}
			String written = HASH_PREFIX + HexFormat.of().formatHex(digest.digest());
			if (!written.toLowerCase(Locale.ROOT).equals(hash.toLowerCase(Locale.ROOT))) {
				throw new UnverifiedCopyException("The frames of the copy are not those of the video");
			}
			DelayAndPadding delayAndPadding = copied.delayAndPadding();
			if (!copied.tagged()) {
				writer.omitTag();
			}
			long samples = (delayAndPadding != null) ? delayAndPadding.audioOf(writer.samples()) : writer.samples();
			LengthLimit.check(this.format.playingTime(samples), this.maxLength, this.task.plan().trim());
			return new EncodedAudio(samples, delayAndPadding, 0, 0, 0, new byte[0], copied.messages());
		}
		catch (MalformedMp3Exception ex) {
			throw new UnverifiedCopyException(String.valueOf(ex.getMessage()));
		}
		catch (IOException ex) {
			this.task.session().checkNotStopped();
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Copies through a file, because ffmpeg writes the tag with the delay of an edit list
	 * only into a file.
	 */
	private Copied copyWithDelayAndPadding(Path video, Mp3FileWriter writer, MessageDigest digest) throws IOException {
		try (OutputFile file = this.task.session().output("copied");
				FfmpegRun copying = this.task.session()
					.start(new FfmpegCommand(FfmpegArguments.copy(video, this.task.plan(), file.path()),
							List.of(file)))) {
			awaitCopy(copying);
			InputStream copy = new BufferedInputStream(file.content(), BUFFER);
			Mp3Frame tag = new Mp3FrameReader(copy).next();
			write(copy, writer, digest);
			DelayAndPadding delayAndPadding = (tag != null) ? delayAndPadding(tag) : null;
			return new Copied(delayAndPadding, needsTag(delayAndPadding, writer), copying.messages());
		}
	}

	/**
	 * Returns the delay and padding that ffmpeg has written; two zeros mean none.
	 */
	private static @Nullable DelayAndPadding delayAndPadding(Mp3Frame frame) {
		return InfoTag.of(frame)
			.map(InfoTag::delayAndPadding)
			.filter((delayAndPadding) -> !delayAndPadding.equals(NO_EDIT_LIST))
			.orElse(null);
	}

	/**
	 * Copies the frames as they arrive, while ffmpeg computes their hash from the video.
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
			if (!this.task.video().format().equals("mp3")) {
				// in other containers players treat a frame with a tag as audio
				return new Copied(null, needsTag(null, writer), copying.messages());
			}
			Optional<InfoTag> tag = InfoTag.ofFile(video);
			DelayAndPadding delayAndPadding = tag
				.map((found) -> found.delayAndPaddingIn(writer.frames(), this.format.frameSamples()))
				.orElse(null);
			return new Copied(delayAndPadding, tag.isPresent(), copying.messages());
		}
	}

	private static boolean needsTag(@Nullable DelayAndPadding delayAndPadding, Mp3FileWriter writer) {
		return delayAndPadding != null || !writer.isConstant();
	}

	private static void awaitCopy(FfmpegRun copying) {
		if (!copying.await()) {
			throw copying.wasKilled() ? DecodingFailures.ofDecoder(copying)
					: new UnverifiedCopyException("ffmpeg can't copy the track: " + copying.messages().tail());
		}
	}

	private void write(InputStream copy, Mp3FileWriter writer, MessageDigest digest) throws IOException {
		Mp3FrameFinder finder = new Mp3FrameFinder(new DigestInputStream(copy, digest));
		FrameHeader first = null;
		for (Mp3Frame frame = finder.next(); frame != null; frame = finder.next()) {
			if (writer.frames() == 0 && InfoTag.of(frame).isPresent()) {
				checkTagIsNotAudio();
				continue;
			}
			checkFormat(frame);
			if (first == null) {
				first = frame.header();
			}
			else if (writer.frames() == 1 && !first.isFollowedAtBeginBy(frame.header())) {
				throw new UnverifiedCopyException("Decoders of an MP3 would leave out the first frame");
			}
			writer.add(frame);
		}
		if (writer.frames() == 0) {
			throw new UnverifiedCopyException("There is no frame");
		}
		if (finder.foreignBytes() > 0) {
			logger.info("Left out {} bytes that belong to no frame", finder.foreignBytes());
		}
	}

	/**
	 * Checks that a first frame with a tag may be left out, which decoders of the copy
	 * would treat as its own tag. In an MP3 it is one that ffmpeg has not found, because
	 * other bytes precede it. For decoders of other containers it is audio.
	 */
	private void checkTagIsNotAudio() {
		if (!this.task.video().format().equals("mp3")) {
			throw new UnverifiedCopyException("Decoders of an MP3 would take the first frame for its tag");
		}
	}

	private void checkFormat(Mp3Frame frame) {
		if (frame.header().sampleRate() != this.format.sampleRate()
				|| frame.header().channels() != this.format.channels()) {
			throw new UnverifiedCopyException("The frames have another sample rate or number of channels than planned");
		}
	}

	/**
	 * A copy.
	 *
	 * @param delayAndPadding samples to leave out; {@code null} if not known
	 * @param tagged whether the copy gets an Info tag
	 * @param messages messages of ffmpeg
	 */
	private record Copied(@Nullable DelayAndPadding delayAndPadding, boolean tagged, FfmpegOutput messages) {
	}

}
