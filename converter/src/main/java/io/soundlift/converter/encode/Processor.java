package io.soundlift.converter.encode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;

import io.soundlift.support.Sha256;

/**
 * Kind of processor of this machine. ffmpeg chooses its code by the features of the
 * processor, and sums of floating-point numbers depend on it in their last bits.
 */
public final class Processor {

	private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");

	private static final int HASH_DIGITS = 16;

	private Processor() {
	}

	/**
	 * Returns a name that machines with the same features have in common.
	 * @return the architecture and, on Linux, a hash of the features
	 * @throws UncheckedIOException if the system's description can't be read
	 */
	public static String name() {
		String architecture = System.getProperty("os.arch");
		if (!Files.isReadable(DESCRIPTION)) {
			return architecture;
		}
		try (Stream<String> lines = Files.lines(DESCRIPTION, StandardCharsets.ISO_8859_1)) {
			String features = lines.filter((line) -> line.startsWith("flags") || line.startsWith("Features"))
				.findFirst()
				.orElse("");
			return architecture + " " + HexFormat.of().formatHex(Sha256.hash(features)).substring(0, HASH_DIGITS);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
