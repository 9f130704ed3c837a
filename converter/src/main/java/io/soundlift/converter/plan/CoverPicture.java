package io.soundlift.converter.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.soundlift.converter.ffmpeg.Defect;
import io.soundlift.converter.ffmpeg.FfmpegCommand;
import io.soundlift.converter.ffmpeg.FfmpegRun;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.ProbedVideo;
import io.soundlift.converter.ffmpeg.UnusableVideoException;
import io.soundlift.journey.conversion.Cover;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Extraction of the cover of an MP3 from a video: an attached picture, copied without
 * decoding, or a frame.
 */
final class CoverPicture {

	private static final Logger logger = LoggerFactory.getLogger(CoverPicture.class);

	/** Players accept only small ones, and it precedes the audio. */
	private static final long MAX_BYTES = 4 * 1024 * 1024;

	private static final int BUFFER = 64 * 1024;

	/** The longer side of a frame in pixels. */
	private static final int FRAME_PIXELS = 1000;

	private static final byte[] JPEG = { (byte) 0xff, (byte) 0xd8, (byte) 0xff };

	private static final byte[] PNG = { (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

	/**
	 * Extracts a cover.
	 * @param session the session
	 * @param video what was found in the video
	 * @param wish the requested cover
	 * @return the cover; {@code null} for none
	 * @throws UnusableVideoException if the video does not have the requested one
	 */
	Mp3Tags.@Nullable Cover get(FfmpegSession session, ProbedVideo video, Cover wish) {
		return switch (wish.source()) {
			case NONE -> null;
			case AUTO -> attached(session, video).orElse(null);
			case ATTACHED -> attached(session, video).orElseThrow(() -> missing("No attached picture"));
			case FRAME -> frame(session, Objects.requireNonNull(wish.at()))
				.orElseThrow(() -> missing("No frame at " + wish.at()));
		};
	}

	private static Optional<Mp3Tags.Cover> attached(FfmpegSession session, ProbedVideo video) {
		if (video.pictures().isEmpty()) {
			return Optional.empty();
		}
		return write(session, List.of("-i", session.video().toString(), "-map", "0:" + video.pictures().get(0), "-c",
				"copy", "-frames:v", "1", "-f", "image2pipe", "pipe:1"), FfmpegCommand.Decoding.AUDIO);
	}

	private static Optional<Mp3Tags.Cover> frame(FfmpegSession session, Duration at) {
		String scale = "scale=w='min(%1$d,iw)':h='min(%1$d,ih)':force_original_aspect_ratio=decrease"
			.formatted(FRAME_PIXELS);
		return write(session,
				List.of("-ss", BigDecimal.valueOf(at.toMillis(), 3).toPlainString(), "-threads", "1", "-i",
						session.video().toString(), "-map", "0:V:0", "-frames:v", "1", "-vf",
						scale + ",format=yuvj420p", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v",
						"+bitexact", "-c:v", "mjpeg", "-q:v", "3", "-f", "image2pipe", "pipe:1"),
				FfmpegCommand.Decoding.PICTURES);
	}

	private static Optional<Mp3Tags.Cover> write(FfmpegSession session, List<String> arguments,
			FfmpegCommand.Decoding decoding) {
		Path file = session.file("cover");
		FfmpegCommand command = new FfmpegCommand(arguments, new FfmpegCommand.NoInput(), List.of(), decoding);
		try (FfmpegRun run = session.start(command)) {
			if (!store(run.output(), file)) {
				logger.info("A picture of more than {} bytes is too large for a cover", MAX_BYTES);
				return Optional.empty();
			}
			if (!run.await()) {
				logger.info("There is no picture: {}", run.messages().tail());
				return Optional.empty();
			}
			return mediaType(file).map((type) -> new Mp3Tags.Cover(file, type));
		}
		catch (IOException ex) {
			session.checkNotStopped();
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Stores a picture.
	 * @return whether it is small enough
	 */
	private static boolean store(InputStream picture, Path file) throws IOException {
		try (OutputStream target = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW,
				StandardOpenOption.WRITE)) {
			byte[] buffer = new byte[BUFFER];
			long size = 0;
			for (int read = picture.read(buffer); read >= 0; read = picture.read(buffer)) {
				size += read;
				if (size > MAX_BYTES) {
					return false;
				}
				target.write(buffer, 0, read);
			}
			return true;
		}
	}

	private static Optional<String> mediaType(Path file) throws IOException {
		try (InputStream content = Files.newInputStream(file)) {
			byte[] begin = content.readNBytes(PNG.length);
			if (Arrays.equals(begin, PNG)) {
				return Optional.of("image/png");
			}
			return Arrays.equals(Arrays.copyOf(begin, JPEG.length), JPEG) ? Optional.of("image/jpeg")
					: Optional.empty();
		}
	}

	private static UnusableVideoException missing(String message) {
		return new UnusableVideoException(Defect.NO_PICTURE, message);
	}

}
