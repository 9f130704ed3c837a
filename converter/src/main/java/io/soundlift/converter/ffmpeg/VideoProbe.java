package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.soundlift.converter.container.DeclaredLength;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probe of the contents of a video, by one short run of ffmpeg. That works with the
 * system's and with the bundled ffmpeg, which comes without ffprobe.
 * <p>
 * The tags of the video are read from the muxer {@code ffmetadata}, which escapes them.
 * Codecs, sample rates and channels come from the muxer {@code framecrc}. Only what
 * neither of them outputs is parsed from ffmpeg's messages, with care.
 */
public final class VideoProbe {

	private static final Logger logger = LoggerFactory.getLogger(VideoProbe.class);

	/** More lines than a header with hundreds of tracks has. */
	private static final int MAX_FACTS = 10_000;

	private static final int MAX_FACT_BYTES = 1024 * 1024;

	/**
	 * Probes the video of a session.
	 * @param session the session, which has the video
	 * @return what was found; it has audio
	 * @throws UnusableVideoException if it can't be converted
	 * @throws StoppedException if the session was stopped
	 * @throws FfmpegFailedException if ffmpeg failed for another reason
	 */
	public ProbedVideo probe(FfmpegSession session) {
		if (isEmpty(session)) {
			throw new UnusableVideoException(Defect.NOT_MEDIA, "The file is empty");
		}
		try (OutputFile tags = session.output("tags"); OutputFile trackTags = session.output("track-tags")) {
			return probe(session, tags, trackTags);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static ProbedVideo probe(FfmpegSession session, OutputFile tags, OutputFile trackTags) throws IOException {
		FfmpegCommand command = new FfmpegCommand(List.of("-nostats", "-y", "-i", session.video().toString(),
				// the audio tracks, without their packets
				"-map", "0:a?", "-vn", "-sn", "-dn", "-c", "copy", "-t", "0", "-f", "framecrc", "pipe:1",
				// tags of the file, and chapters
				"-f", "ffmetadata", tags.path().toString(),
				// tags of the audio tracks
				"-map", "0:a?", "-vn", "-sn", "-dn", "-c", "copy", "-t", "0", "-f", "ffmetadata",
				trackTags.path().toString()), List.of(tags, trackTags));
		try (FfmpegRun run = session.startProbe(command)) {
			List<String> facts = facts(run);
			boolean succeeded = await(run);
			InputDescription description = InputDescription.of(run.messages().description());
			if (!succeeded) {
				UnusableVideoException reason = Obstacles.reason(session.video(), run.messages());
				throw (reason != null) ? reason : refusal(run, description);
			}
			FfMetadata metadata = FfMetadata.read(tags.content());
			List<AudioTrack> tracks = AudioTracks.of(facts, FfMetadata.read(trackTags.content()).streams(),
					description.audioTracks());
			if (tracks.isEmpty()) {
				UnusableVideoException reason = Obstacles.reason(session.video(), run.messages());
				throw (reason != null) ? reason
						: new UnusableVideoException(Defect.NO_AUDIO, "No audio track in " + description.format());
			}
			String format = Objects.requireNonNullElse(description.format(), "");
			DeclaredLength length = DeclaredLength.of(session.video(), format, Duration.ofMillis(description.millis()));
			return new ProbedVideo(format, length, Obstacles.mark(session, format, tracks, run.messages()),
					description.pictures(), description.alone(), metadata.tags(), metadata.chapters());
		}
	}

	private static boolean await(FfmpegRun run) {
		try {
			return run.await();
		}
		catch (UnusableVideoException ex) {
			// nothing was encoded yet, so these limits are those of the probe
			throw (ex.defect() == Defect.CPU_TIME || ex.defect() == Defect.MP3_TOO_LARGE)
					? new UnusableVideoException(Defect.HEADER_TOO_LARGE, "The budget of the probe was used up") : ex;
		}
	}

	private static boolean isEmpty(FfmpegSession session) {
		try {
			return Files.size(session.video()) == 0;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<String> facts(FfmpegRun run) throws IOException {
		String begin = new String(run.output().readNBytes(MAX_FACT_BYTES), StandardCharsets.US_ASCII);
		// so that ffmpeg doesn't wait
		run.output().transferTo(OutputStream.nullOutputStream());
		return begin.lines().filter((line) -> line.startsWith("#")).limit(MAX_FACTS).toList();
	}

	private static RuntimeException refusal(FfmpegRun run, InputDescription description) {
		if (run.hasCrashed()) {
			return new UnusableVideoException(Defect.DAMAGED, "ffmpeg crashed while it probed the video");
		}
		if (run.wasKilled()) {
			return new FfmpegFailedException("ffmpeg was killed while it probed the video", null);
		}
		FfmpegOutput messages = run.messages();
		logger.info("ffmpeg can't open the video: {}", messages.tail());
		if (messages.contain("Input/output error", "No space left on device", "Resource temporarily unavailable")) {
			return new FfmpegFailedException("ffmpeg could not read the video", null);
		}
		if (description.format() != null) {
			return messages.contain("does not contain any stream")
					? new UnusableVideoException(Defect.NO_AUDIO, "No audio track in " + description.format())
					: new UnusableVideoException(Defect.DAMAGED, "ffmpeg can't read its tracks");
		}
		boolean recognised = messages.contain("moov atom not found", "Missing packet table",
				"EBML header parsing failed", "[matroska,webm @", "[avi @", "[flv @", "[asf @");
		return new UnusableVideoException(recognised ? Defect.DAMAGED : Defect.NOT_MEDIA, "ffmpeg can't open it");
	}

}
