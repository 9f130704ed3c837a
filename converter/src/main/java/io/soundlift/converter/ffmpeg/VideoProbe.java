package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ws.schild.jave.EncoderException;
import ws.schild.jave.InputFormatException;
import ws.schild.jave.MultimediaObject;
import ws.schild.jave.info.MultimediaInfo;

/**
 * Looks into a video without decoding it.
 */
public final class VideoProbe {

	private static final Logger logger = LoggerFactory.getLogger(VideoProbe.class);

	private final Duration maxLength;

	VideoProbe(Duration maxLength) {
		this.maxLength = maxLength;
	}

	/**
	 * Looks into the video of a session.
	 * @param session the session, whose video is there
	 * @return what was found; it has sound
	 * @throws UnusableVideoException if it can't be converted
	 * @throws StoppedException if the session was stopped
	 * @throws FfmpegFailedException if ffmpeg failed for another reason
	 */
	public ProbedVideo probe(FfmpegSession session) {
		if (isEmpty(session)) {
			throw new UnusableVideoException(Defect.NOT_MEDIA, "The file is empty");
		}
		MultimediaInfo info = info(session);
		if (info.getAudio() == null) {
			throw new UnusableVideoException(Defect.NO_AUDIO, "No sound track in " + info.getFormat());
		}
		Duration declared = DeclaredLength.of(session.video(), info);
		if (declared != null && declared.compareTo(this.maxLength) > 0) {
			throw new UnusableVideoException(Defect.TOO_LONG, "Says it is " + declared + " long");
		}
		return new ProbedVideo(info, declared);
	}

	private static boolean isEmpty(FfmpegSession session) {
		try {
			return Files.size(session.video()) == 0;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static MultimediaInfo info(FfmpegSession session) {
		RunRecorder recorder = new RunRecorder(session);
		try {
			MultimediaInfo info = new MultimediaObject(session.video().toFile(), recorder).getInfo();
			session.checkNotStopped();
			return info;
		}
		catch (InputFormatException ex) {
			session.checkNotStopped();
			throw refusal(recorder.last(), ex);
		}
		catch (EncoderException ex) {
			session.checkNotStopped();
			throw new FfmpegFailedException("ffmpeg could not be run", ex);
		}
		catch (StoppedException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			// JAVE2 reads numbers and lines without a check
			session.checkNotStopped();
			logger.info("JAVE2 could not read what ffmpeg says of the video", ex);
			throw new UnusableVideoException(Defect.DAMAGED, "ffmpeg's description is not readable");
		}
	}

	private static RuntimeException refusal(ContainedProcess run, InputFormatException cause) {
		ExceededLimit.check(run);
		if (run.wasKilled()) {
			return new FfmpegFailedException("ffmpeg was killed while it looked into the video", cause);
		}
		FfmpegOutput output = run.output();
		logger.info("ffmpeg can't open the video: {}", output.tail());
		if (output.says("Input/output error")) {
			return new FfmpegFailedException("ffmpeg could not read the video", cause);
		}
		boolean recognised = output.says("moov atom not found", "EBML header parsing failed", "[matroska,webm @",
				"[avi @", "[flv @", "[asf @");
		return new UnusableVideoException(recognised ? Defect.DAMAGED : Defect.NOT_MEDIA, "ffmpeg can't open it");
	}

}
