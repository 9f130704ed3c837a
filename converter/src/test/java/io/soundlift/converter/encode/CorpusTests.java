package io.soundlift.converter.encode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.soundlift.converter.decode.AudioFormat;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.ProbedVideo;
import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.converter.ffmpeg.UnusableVideoException;
import io.soundlift.converter.plan.ConversionPlan;
import io.soundlift.converter.plan.ConversionPlanner;
import io.soundlift.converter.schedule.EncoderSlots;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Cover;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Converts every file of a folder and compares each MP3 with what ffmpeg itself decodes
 * of the file. See docs/inputs.md.
 */
@EnabledIfSystemProperty(named = CorpusTests.FOLDER, matches = ".+",
		disabledReason = "the files are no part of the project: -D" + CorpusTests.FOLDER
				+ " has to name a folder of media")
class CorpusTests {

	static final String FOLDER = "corpus";

	private static final Logger logger = LoggerFactory.getLogger(CorpusTests.class);

	private static final ConversionOptions OPTIONS = new ConversionOptions(192_000, null, false, null, null, null, null,
			null, null, null, Map.of(), Cover.NONE, null);

	/** What encoding changes at most. */
	private static final double LEVEL_TOLERANCE = 0.5;

	private static final double PEAK_TOLERANCE = 3;

	/** Quieter than this, levels mean nothing. */
	private static final double SILENCE = 1e-4;

	private final Map<String, Integer> counts = new TreeMap<>();

	private final List<String> differences = new ArrayList<>();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@Test
	void givesWhatFfmpegDecodesOfEachFile() throws IOException {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.folder);
				Stream<Path> files = Files.walk(Path.of(System.getProperty(FOLDER, "")))) {
			for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
				convert(ffmpeg, file);
			}
		}
		logger.info("CORPUS {}", this.counts);
		assertThat(this.differences).isEmpty();
	}

	private void convert(TestFfmpeg ffmpeg, Path file) {
		try (FfmpegSession session = ffmpeg.open(file);
				EncoderSlots.Share share = new EncoderSlots(2).join(new Object())) {
			ProbedVideo video = TestFfmpeg.probe().probe(session);
			ConversionPlan plan = new ConversionPlanner(TestEncoding.MAX_LENGTH).plan(session, video, OPTIONS);
			EncodedMp3 mp3 = TestFfmpeg.encoder(2)
				.encode(new EncodingTask(session, video, plan, share, KeptParts.NONE, (audio) -> {
				}));
			count(mp3.mode().name().toLowerCase(Locale.ROOT));
			int channels = video.tracks().get(plan.track()).channels();
			if (channels > 0 && plan.channels() != Math.min(2, channels)) {
				differs(file, "%d channels of %d".formatted(plan.channels(), channels));
			}
			compare(file, plan, mp3);
		}
		catch (UnusableVideoException ex) {
			count(ex.defect().name().toLowerCase(Locale.ROOT).replace('_', '-'));
			logger.info("CORPUS {}: refused, {}, {}", file, ex.defect(), ex.getMessage());
		}
		catch (RuntimeException ex) {
			differs(file, "fails: " + ex);
		}
	}

	private void compare(Path file, ConversionPlan plan, EncodedMp3 mp3) {
		AudioFormat format = plan.format();
		AudioFacts source = AudioFacts.of(file, plan.track(), format);
		AudioFacts made = AudioFacts.of(mp3.file(), 0, format);
		if (made.samples() != source.samples()) {
			differs(file, "%d samples, not %d".formatted(made.samples(), source.samples()));
		}
		int offset = source.offsetOf(made);
		if (offset != 0) {
			differs(file, "%d samples late".formatted(offset));
		}
		if (Math.abs(decibels(made.level(), source.level())) > LEVEL_TOLERANCE) {
			differs(file, "level %+.1f dB".formatted(decibels(made.level(), source.level())));
		}
		if (Math.abs(decibels(made.peak(), source.peak())) > PEAK_TOLERANCE) {
			differs(file, "peak %+.1f dB".formatted(decibels(made.peak(), source.peak())));
		}
		if (!mp3.length().equals(format.playingTime(made.samples()))) {
			differs(file, "says %s, has %s".formatted(mp3.length(), format.playingTime(made.samples())));
		}
	}

	private static double decibels(double value, double reference) {
		return (Math.max(value, reference) < SILENCE) ? 0
				: 20 * Math.log10(Math.max(value, SILENCE) / Math.max(reference, SILENCE));
	}

	private void differs(Path file, String difference) {
		count("different");
		this.differences.add(file + ": " + difference);
		logger.warn("CORPUS {}: {}", file, difference);
	}

	private void count(String what) {
		this.counts.merge(what, 1, Integer::sum);
	}

}
