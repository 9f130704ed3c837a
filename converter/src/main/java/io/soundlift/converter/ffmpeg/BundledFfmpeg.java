package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.soundlift.converter.sandbox.IsolationLayer;
import io.soundlift.converter.sandbox.Sandbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.io.ClassPathResource;

/**
 * The executable that JAVE2 ships.
 * <p>
 * JAVE2 itself would unpack it to a predictably named folder under the system's temporary
 * folder, and run whatever it finds there.
 */
final class BundledFfmpeg {

	private static final Logger logger = LoggerFactory.getLogger(BundledFfmpeg.class);

	/** Release date of the bundled version. */
	static final LocalDate RELEASED = LocalDate.of(2021, 10, 24);

	/** Layers that must contain it, since its known defects are never fixed. */
	private static final Set<IsolationLayer> NEEDED_LAYERS = Set.of(IsolationLayer.FILES, IsolationLayer.NETWORK);

	private BundledFfmpeg() {
	}

	/**
	 * Refuses to use it where it could reach files or the network.
	 * @param ffmpeg the ffmpeg that was found
	 * @param sandbox the layers around it
	 * @param allowed whether the operator allows it nevertheless
	 * @throws UncontainedFfmpegException if it is the bundled one and not contained
	 */
	static void requireSandbox(Ffmpeg ffmpeg, Sandbox sandbox, boolean allowed) {
		if (ffmpeg.origin() != Ffmpeg.Origin.BUNDLED || sandbox.active().containsAll(NEEDED_LAYERS)) {
			return;
		}
		if (!allowed) {
			Map<IsolationLayer, String> missing = new TreeMap<>(sandbox.missing());
			missing.keySet().retainAll(NEEDED_LAYERS);
			throw new UncontainedFfmpegException(ffmpeg.version(), missing);
		}
		logger.warn(
				"The bundled ffmpeg runs without all of {} (soundlift.converter.ffmpeg.allow-bundled-without-sandbox)",
				new TreeSet<>(NEEDED_LAYERS));
	}

	/**
	 * Unpacks the executable for this machine unless that has been done before.
	 * @param folder a folder that is writable only by this user
	 * @return the executable
	 * @throws IOException if there is none for this machine, or it can't be written
	 */
	static Path unpack(Path folder) throws IOException {
		String name = name(System.getProperty("os.name"), System.getProperty("os.arch"));
		ClassPathResource resource = new ClassPathResource("ws/schild/jave/nativebin/" + name);
		if (!resource.exists()) {
			throw new IOException("none is bundled for this machine (" + name + ")");
		}
		Path target = folder.resolve("bundled-4.4.1-" + name);
		if (!Files.isExecutable(target)) {
			Path part = Files.createTempFile(folder, name, ".part");
			try {
				try (InputStream content = resource.getInputStream()) {
					Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
				}
				if (!part.toFile().setExecutable(true, true)) {
					throw new IOException("it can't be made executable in " + folder);
				}
				Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
			}
			finally {
				Files.deleteIfExists(part);
			}
		}
		return target;
	}

	static String name(String operatingSystem, String architecture) {
		String system = operatingSystem.toLowerCase(Locale.ROOT);
		if (system.contains("windows")) {
			return "ffmpeg-" + architecture + ".exe";
		}
		return "ffmpeg-" + architecture + (system.contains("mac") ? "-osx" : "");
	}

}
