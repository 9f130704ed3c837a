package io.soundlift.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.util.DigestUtils;
import org.springframework.util.FileSystemUtils;

/**
 * The jar of a service, unpacked once for all tests as the container images have it, with
 * an archive of the classes that its first process has loaded: a service starts with half
 * of the processor time. Both are kept as long as the jar and the JDK are the same.
 * {@code ./soundlift up} has archives of its own, see {@link LauncherTests}.
 */
final class ServiceJar {

	private static final String ARCHIVE = ".jsa";

	private static final Map<String, Path> EXTRACTED = new ConcurrentHashMap<>();

	private static final Map<String, Path> ARCHIVED = new ConcurrentHashMap<>();

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

	/**
	 * Returns the options with which a JVM uses the archive of a service, or can make it.
	 * @param module folder of the service
	 */
	static List<String> options(String module) {
		Path archive = archive(module);
		return List.of("-Xlog:cds*=off",
				Files.exists(archive) ? "-XX:SharedArchiveFile=" + archive : "-XX:+RecordDynamicDumpInfo");
	}

	/**
	 * Archives the classes of a service, unless another one of its processes has done it.
	 * The service stands still meanwhile, and its JVM adds {@link #isAboutArchive lines}
	 * to its output.
	 * @param service a service that is ready
	 * @param module its folder
	 */
	static void archive(ServiceProcess service, String module) {
		ARCHIVED.computeIfAbsent(module, (key) -> {
			Path archive = archive(module);
			if (Files.exists(archive)) {
				return archive;
			}
			Path unfinished = archive.resolveSibling(archive.getFileName() + ".tmp");
			service.jcmd("VM.cds", "dynamic_dump", unfinished.toString());
			try {
				return Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

	/**
	 * Returns whether a line of a service's output is one of its JVM about the archive.
	 */
	static boolean isAboutArchive(String line) {
		return line.contains(ARCHIVE) && !line.startsWith("{");
	}

	private static Path archive(String module) {
		return of(module).resolveSibling(module + ARCHIVE);
	}

	private static Path extract(String module) {
		Path jar = ServiceProcess.root().resolve(module).resolve("target").resolve(module + ".jar");
		Path folder = Path.of("target", "services", module).toAbsolutePath();
		Path log = folder.resolveSibling(module + ".log");
		Path stamp = folder.resolve("made-of");
		try {
			String origin = origin(jar, folder);
			if (Files.exists(stamp) && Files.readString(stamp).equals(origin)) {
				return folder.resolve(jar.getFileName());
			}
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
			Files.writeString(stamp, origin);
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

	/**
	 * Describes what the unpacked jar and its archive depend on.
	 */
	private static String origin(Path jar, Path folder) throws IOException {
		try (InputStream content = Files.newInputStream(jar)) {
			return "%s, unpacked in %s for %s of %s".formatted(DigestUtils.md5DigestAsHex(content), folder,
					Runtime.version(), System.getProperty("java.home"));
		}
	}

}
