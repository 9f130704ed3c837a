package io.soundlift.cli.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Archive of the classes that a program loads at its start, with which later starts take
 * less time: an AOT cache, or class data sharing before Java 25.
 * <p>
 * It is valid for one Java runtime and one program with its options, which are part of
 * its name. The runtime checks that again and ignores an archive that does not match.
 */
final class ClassArchive {

	private static final String PREFIX = "classes-";

	private final Path program;

	private final JavaRuntime runtime;

	private final Path file;

	private ClassArchive(Path program, JavaRuntime runtime, Path file) {
		this.program = program;
		this.runtime = runtime;
		this.file = file;
	}

	/**
	 * Creates the archive of a program, and deletes those of other runtimes, of earlier
	 * programs, and the leftovers of a killed recording.
	 * @param program the jar of the program
	 * @param options the options of its virtual machine
	 * @param runtime the Java runtime
	 */
	static ClassArchive of(Path program, List<String> options, JavaRuntime runtime) throws IOException {
		ClassArchive archive = new ClassArchive(program, runtime,
				program.resolveSibling(name(program, options, runtime)));
		archive.deleteOthers();
		return archive;
	}

	private static String name(Path program, List<String> options, JavaRuntime runtime) throws IOException {
		String version = (runtime.vendor() + "-" + runtime.version()).replaceAll("[^A-Za-z0-9.+-]", "_");
		int rest = List
			.of(program.toString(), Files.getLastModifiedTime(program).toMillis(),
					Files.getLastModifiedTime(runtime.modules()).toMillis(), options)
			.hashCode();
		return PREFIX + version + "-" + Integer.toHexString(rest) + (runtime.hasAotCache() ? ".aot" : ".jsa");
	}

	private void deleteOthers() throws IOException {
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.program.resolveSibling(""), PREFIX + "*")) {
			for (Path other : files) {
				if (!other.equals(this.file)) {
					Files.deleteIfExists(other);
				}
			}
		}
	}

	boolean exists() {
		return Files.exists(this.file);
	}

	/**
	 * Whether it can be recorded and used, which it can't if the user sets conflicting
	 * options.
	 */
	boolean isPossible() {
		return !this.runtime.sharesByVariable();
	}

	/**
	 * Returns options with which the runtime uses the archive.
	 * @return the options; empty if there is no archive yet
	 */
	List<String> options() {
		if (!exists() || !isPossible()) {
			return List.of();
		}
		// an archive that does not match is harmless, and need not be logged
		return this.runtime.hasAotCache() ? List.of("-XX:AOTCache=" + this.file, "-Xlog:aot*=off", "-Xlog:cds*=off")
				: List.of("-XX:SharedArchiveFile=" + this.file, "-Xlog:cds*=off");
	}

	/**
	 * Returns a path to record to, which no other process uses.
	 */
	Path recorded() {
		return this.file.resolveSibling(this.file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
	}

	/**
	 * Returns options with which the runtime records an archive and writes it when the
	 * program ends.
	 */
	List<String> recordingOptions() {
		// only an AOT cache contains the profiles of the second compiler; without it,
		// recording takes half the time
		return this.runtime.hasAotCache() ? List.of("-XX:AOTCacheOutput=" + recorded())
				: List.of("-XX:ArchiveClassesAtExit=" + recorded(), "-XX:TieredStopAtLevel=1");
	}

	/**
	 * Replaces the archive with the recorded one.
	 * @return whether something was recorded
	 */
	boolean keepRecorded() throws IOException {
		Path recorded = recorded();
		if (!Files.exists(recorded) || Files.size(recorded) == 0) {
			return false;
		}
		// virtual machines crash on a truncated archive, which a power failure would
		// leave under the final name
		try (FileChannel channel = FileChannel.open(recorded, StandardOpenOption.READ)) {
			channel.force(true);
		}
		Files.move(recorded, this.file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		return true;
	}

	/**
	 * Deletes a recorded archive that was not kept.
	 */
	void deleteRecorded() throws IOException {
		Path recorded = recorded();
		Files.deleteIfExists(recorded);
		// an intermediate file of the runtime
		Files.deleteIfExists(recorded.resolveSibling(recorded.getFileName() + ".config"));
	}

	void delete() throws IOException {
		Files.deleteIfExists(this.file);
	}

}
