package io.soundlift.converter.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Assumptions;

/**
 * A program that stands in for an ffmpeg that a stranger has taken over: a script of
 * Perl, which can make every system call, and hands on to the real ffmpeg.
 *
 * @param path the program
 * @param ffmpeg the real ffmpeg
 */
public record StandIn(Path path, Path ffmpeg) {

	private static final Path PERL = Path.of("/usr/bin/perl");

	/**
	 * Writes the program. Skips the running test where there is no Perl, unless
	 * {@code SOUNDLIFT_TEST_SANDBOX=true}.
	 * @param folder where to write it
	 * @param ffmpeg the real ffmpeg
	 * @param code commands of Perl that are run with the arguments in {@code @ARGV}
	 * @return the program
	 */
	public static StandIn write(Path folder, Path ffmpeg, String code) {
		if (!Boolean.parseBoolean(System.getenv(TestSandbox.REQUIRED))) {
			Assumptions.assumeTrue(Files.isExecutable(PERL), "There is no Perl to attack with");
		}
		try {
			Path script = Files.createTempFile(folder, "stand-in-", ".pl",
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
			Files.writeString(script,
					"#!" + PERL + "\nmy $ffmpeg = '" + ffmpeg + "';\n" + code + "\nexec {$ffmpeg} $ffmpeg, @ARGV;\n");
			return new StandIn(script, ffmpeg);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the sandbox in which the program runs. Skips the running test where there
	 * is none.
	 * @return a sandbox in which nothing is seen but the program, what it is made with,
	 * and the real ffmpeg
	 */
	public Sandbox sandbox() {
		return TestSandbox.ofStandIn(this.path, List.of(PERL, this.ffmpeg), TestSandbox::tool);
	}

	/**
	 * Returns the sandbox of a system that lacks a tool.
	 * @param missing name of the tool
	 * @return the sandbox
	 */
	public Sandbox sandboxWithout(String missing) {
		return TestSandbox.ofStandIn(this.path, List.of(PERL, this.ffmpeg),
				(name) -> name.equals(missing) ? Optional.empty() : TestSandbox.tool(name));
	}

}
