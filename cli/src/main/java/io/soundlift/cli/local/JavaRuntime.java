package io.soundlift.cli.local;

import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Java runtime that runs this program and the services.
 *
 * @param vendor its vendor
 * @param version its full version
 * @param home its folder
 * @param variables options that it reads from the environment; empty for none
 */
record JavaRuntime(String vendor, Runtime.Version version, Path home, String variables) {

	private static final int FIRST_WITH_AOT_CACHE = 25;

	static JavaRuntime current() {
		String variables = Stream.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")
			.map(System::getenv)
			.filter(Objects::nonNull)
			.collect(Collectors.joining(" "));
		return new JavaRuntime(System.getProperty("java.vendor"), Runtime.version(),
				Path.of(System.getProperty("java.home")), variables);
	}

	Path executable() {
		return this.home.resolve("bin").resolve("java");
	}

	/**
	 * Returns the file with the classes of the runtime, whose modification time archives
	 * depend on.
	 */
	Path modules() {
		return this.home.resolve("lib").resolve("modules");
	}

	/**
	 * Whether the runtime creates an AOT cache in one step (JEP 514). In addition to the
	 * content of a class data sharing archive, it holds linked classes and profiles.
	 */
	boolean hasAotCache() {
		return this.version.feature() >= FIRST_WITH_AOT_CACHE;
	}

	/**
	 * Whether the user has set options of class data sharing, with which the runtime may
	 * refuse ours.
	 */
	boolean sharesByVariable() {
		return this.variables.contains("-Xshare") || this.variables.contains("SharedArchiveFile")
				|| this.variables.contains("AOT");
	}

}
