package io.soundlift.cli.local;

import java.nio.file.Files;
import java.nio.file.Path;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import org.jspecify.annotations.Nullable;

/**
 * The folder with the built services and their configuration.
 *
 * @param path the folder
 */
record ProjectFolder(Path path) {

	/**
	 * Finds the folder: {@code SOUNDLIFT_HOME}, else the one in which this program's jar
	 * was built.
	 */
	static ProjectFolder find() {
		String home = System.getenv("SOUNDLIFT_HOME");
		Path path = (home != null && !home.isBlank()) ? Path.of(home) : ofJar(programJar());
		if (path == null || !Files.isDirectory(path.resolve("config-repo"))) {
			throw new CommandException(ExitCode.FILE,
					"The folder of the Soundlift project is not known. Set SOUNDLIFT_HOME to it.");
		}
		return new ProjectFolder(path.toAbsolutePath().normalize());
	}

	/**
	 * Returns the jar that this program was started from.
	 * @return the jar; {@code null} if it was started otherwise
	 */
	static @Nullable Path programJar() {
		Path path = Path.of(System.getProperty("java.class.path"));
		return path.toString().endsWith(".jar") ? path.toAbsolutePath() : null;
	}

	/**
	 * Returns the packaged jar of this program, whether it was started from that or from
	 * {@linkplain PrepareCommand what was made of it}.
	 * @return the jar; {@code null} if it was started otherwise
	 */
	static @Nullable Path packagedJar() {
		Path jar = programJar();
		Path built = find().path().resolve("cli/target/cli.jar");
		return (jar != null && Files.isReadable(built)) ? built : jar;
	}

	private static @Nullable Path ofJar(@Nullable Path jar) {
		// the jar is in cli/target
		return (jar != null) ? jar.resolve("../../..").normalize() : null;
	}

	Path configRepository() {
		return this.path.resolve("config-repo");
	}

	/**
	 * Returns the jar of a service.
	 * @throws CommandException if it has not been built
	 */
	Path jar(String service) {
		Path jar = this.path.resolve(service).resolve("target").resolve(service + ".jar");
		if (!Files.isReadable(jar)) {
			throw new CommandException(ExitCode.FILE, jar + " is missing. Build it with: mvn -DskipTests package");
		}
		return jar;
	}

}
