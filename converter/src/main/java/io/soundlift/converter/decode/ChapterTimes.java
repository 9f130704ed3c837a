package io.soundlift.converter.decode;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.soundlift.converter.ffmpeg.FfMetadata;
import io.soundlift.converter.ffmpeg.FfmpegCommand;
import io.soundlift.converter.ffmpeg.FfmpegRun;
import io.soundlift.converter.ffmpeg.OutputFile;
import io.soundlift.converter.ffmpeg.ProbedVideo.Chapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chapters with the times of the MP3. The times that the probe finds can't be used: they
 * count from what ffmpeg considers the beginning of the video, which differs when
 * pictures must not be decoded or when the codec has a delay, and the MP3 may begin with
 * a later sample.
 */
final class ChapterTimes {

	private static final Logger logger = LoggerFactory.getLogger(ChapterTimes.class);

	private final AudioDecoder decoder;

	ChapterTimes(AudioDecoder decoder) {
		this.decoder = decoder;
	}

	/**
	 * Reads the chapters in the decoder's timebase, together with the time of the first
	 * sample.
	 * @param holesClose whether audio that begins late in the video begins immediately in
	 * the MP3
	 * @return the chapters; those of the probe if the audio can't be decoded, an error
	 * that is reported elsewhere
	 */
	List<Chapter> read(boolean holesClose) {
		boolean mp3 = this.decoder.video().format().equals("mp3");
		try (OutputFile metadata = this.decoder.session().output("chapters");
				FfmpegRun run = this.decoder.session()
					.start(new FfmpegCommand(arguments(mp3, metadata), List.of(metadata)))) {
			Timeline timeline = this.decoder.timeline(run, holesClose);
			boolean decoded = timeline.read() >= 0;
			run.output().transferTo(OutputStream.nullOutputStream());
			if (!run.await() || !decoded) {
				logger.info("Leaves chapters at the times of the probe: {}", run.messages().tail());
				return this.decoder.video().chapters();
			}
			Duration ahead = mp3 ? Duration.ZERO : timeline.ahead();
			return FfMetadata.read(metadata.content())
				.chapters()
				.stream()
				.map((chapter) -> new Chapter(chapter.start().minus(ahead), chapter.end().minus(ahead),
						chapter.title()))
				.toList();
		}
		catch (IOException ex) {
			this.decoder.session().checkNotStopped();
			throw new UncheckedIOException(ex);
		}
	}

	private List<String> arguments(boolean mp3, OutputFile metadata) {
		List<String> arguments = new ArrayList<>();
		if (mp3) {
			// its chapters count from the audio, which ffmpeg considers late by the
			// encoder delay and would subtract from them
			arguments.addAll(List.of("-seek_timestamp", "1"));
		}
		arguments.addAll(DecodedAudio.input(this.decoder));
		arguments.addAll(List.of("-frames:a", "1"));
		arguments.addAll(DecodedAudio.output(this.decoder));
		arguments.addAll(List.of("-y", "-f", "ffmetadata", metadata.path().toString()));
		return arguments;
	}

}
