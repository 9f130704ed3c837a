package io.soundlift.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.util.FileSystemUtils;

/**
 * The jar of a service, taken apart once for all tests as the container images have it: a
 * service starts from it with two thirds of the processor time. {@code ./soundlift up}
 * starts the whole jars, see {@link LauncherTests}.
 */
final class ServiceJar {

	private static final Map<String, Path> EXTRACTED = new ConcurrentHashMap<>();

	private ServiceJar() {
	}

	/**
	 * Returns what {@code java -jar} starts.
	 * @param module folder of the service
	 * @return the jar, with its libraries beside it
	 */
	static Path of(String module) {
		return EXTRACTED.computeIfAbsent(module, ServiceJar::extract);
	}

	private static Path extract(String module) {
		Path jar = ServiceProcess.root().resolve(module).resolve("target").resolve(module + ".jar");
		Path folder = Path.of("target", "services", module).toAbsolutePath();
		Path log = folder.resolveSibling(module + ".log");
		try {
			FileSystemUtils.deleteRecursively(folder);
			Files.createDirectories(folder.getParent());
			int status = new ProcessBuilder(ServiceProcess.JAVA, "-XX:TieredStopAtLevel=1", "-Djarmode=tools", "-jar",
					jar.toString(), "extract", "--destination", folder.toString())
				.redirectErrorStream(true)
				.redirectOutput(log.toFile())
				.start()
				.waitFor();
			if (status != 0) {
				throw new IllegalStateException(jar + " can't be taken apart:\n" + Files.readString(log));
			}
			return folder.resolve(jar.getFileName());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
