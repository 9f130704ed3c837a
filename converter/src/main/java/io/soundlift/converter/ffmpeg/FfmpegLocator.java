package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

import io.soundlift.converter.ffmpeg.Ffmpeg.Origin;
import io.soundlift.converter.sandbox.Sandbox;
import io.soundlift.converter.sandbox.Tools;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ws.schild.jave.Encoder;
import ws.schild.jave.EncoderException;

/**
 * Finds the ffmpeg to use: the configured one, else the system's, which gets security
 * updates, else the bundled one, so that the converter works without an installed ffmpeg.
 */
final class FfmpegLocator {

	private static final Logger logger = LoggerFactory.getLogger(FfmpegLocator.class);

	private static final Duration TIME_LIMIT = Duration.ofSeconds(20);

	private final WorkDirectory workDirectory;

	private final Tools tools;

	FfmpegLocator(WorkDirectory workDirectory, String searchPath) {
		this.workDirectory = workDirectory;
		this.tools = new Tools(searchPath);
	}

	/**
	 * Finds an ffmpeg that can make MP3s.
	 * @param configured the executable to use, {@code null} to look for one
	 * @return the ffmpeg
	 * @throws IllegalStateException if there is none, or the configured one is unusable
	 */
	Ffmpeg locate(@Nullable Path configured) {
		if (configured != null) {
			return examine(configured, Origin.CONFIGURED).orElseThrow(() -> new IllegalStateException(
					"soundlift.converter.ffmpeg.path names " + configured + ", which is no ffmpeg with libmp3lame"));
		}
		return this.tools.find("ffmpeg")
			.or(() -> this.tools.find("ffmpeg.exe"))
			.flatMap((path) -> examine(Path.of(path), Origin.SYSTEM))
			.or(this::bundled)
			.orElseThrow(() -> new IllegalStateException(
					"There is no usable ffmpeg: install one, or name one in soundlift.converter.ffmpeg.path"));
	}

	private Optional<Ffmpeg> bundled() {
		try {
			return examine(BundledFfmpeg.unpack(this.workDirectory.root()), Origin.BUNDLED);
		}
		catch (IOException ex) {
			logger.warn("Can't use the bundled ffmpeg: {}", ex.getMessage());
			return Optional.empty();
		}
	}

	private Optional<Ffmpeg> examine(Path path, Origin origin) {
		try (FfmpegSessions sessions = new FfmpegSessions(path.toAbsolutePath(), this.workDirectory, TIME_LIMIT,
				Sandbox.none(), 1, ProbeBudget.USUAL); FfmpegSession session = sessions.open()) {
			String[] encoders = new Encoder(session).getAudioEncoders();
			if (!Arrays.asList(encoders).contains("libmp3lame")) {
				logger.warn("Can't use {}, which has no libmp3lame", path);
				return Optional.empty();
			}
			Ffmpeg ffmpeg = new Ffmpeg(path.toAbsolutePath(), version(session), origin);
			logger.info("Uses {}", ffmpeg);
			ffmpeg.warning().ifPresent(logger::warn);
			return Optional.of(ffmpeg);
		}
		catch (EncoderException | IOException ex) {
			logger.warn("Can't use {}: {}", path, ex.getMessage());
			return Optional.empty();
		}
	}

	private static String version(FfmpegSession session) throws IOException {
		try (ContainedProcess process = session.createExecutor()) {
			process.addArgument("-version");
			process.execute();
			String output = new String(process.getInputStream().readNBytes(4096), StandardCharsets.UTF_8);
			String[] words = output.split("\\s+", 4);
			return (words.length > 2) ? words[2] : "of unknown version";
		}
	}

}
