package io.soundlift.cli.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.Deflater;

/**
 * Parts of Spring Boot's packaged jars, so that the Java runtime reads libraries from
 * plain jars: services start in a third less time. Libraries are shared by all services.
 */
final class UnpackedJar {

	private static final String CLASSES = "BOOT-INF/classes/";

	private static final String EXTENSIONS = "META-INF/spring.factories";

	private static final String LIBRARIES = "BOOT-INF/lib/";

	private final Path jar;

	private final Path folder;

	private final Path shared;

	private final String name;

	private UnpackedJar(Path jar, Path cache) {
		this.jar = jar;
		this.name = jar.getFileName().toString();
		this.folder = cache.resolve(this.name.replace(".jar", ""));
		this.shared = cache.resolve("lib");
	}

	/**
	 * Take a jar apart, unless that was done before.
	 * @param jar the packaged jar
	 * @param cache where to put the parts
	 * @return a jar that does the same, as long as its surroundings stay
	 * @throws IOException if the parts can't be written
	 */
	static Path of(Path jar, Path cache) throws IOException {
		return new UnpackedJar(jar, cache).unpack();
	}

	private Path unpack() throws IOException {
		Path program = this.folder.resolve(this.name);
		Path stampFile = this.folder.resolve("stamp");
		String stamp = this.jar + " " + Files.size(this.jar) + " " + checksum();
		if (Files.exists(program) && Files.exists(stampFile) && Files.readString(stampFile).equals(stamp)) {
			return program;
		}
		Files.createDirectories(this.folder);
		Files.createDirectories(this.shared);
		Files.deleteIfExists(stampFile);
		try (JarFile packaged = new JarFile(this.jar.toFile())) {
			writeProgram(packaged, libraries(packaged), program);
		}
		Files.writeString(stampFile, stamp);
		return program;
	}

	/**
	 * Return what tells two builds apart: the checksums of all entries. The packaged
	 * jar's date is no help, for builds are reproducible.
	 */
	private long checksum() throws IOException {
		try (JarFile packaged = new JarFile(this.jar.toFile())) {
			return packaged.stream().mapToLong(JarEntry::getCrc).reduce(17, (sum, crc) -> sum * 31 + crc);
		}
	}

	/**
	 * Write the libraries.
	 * @return their paths, relative to the program, in the order of the class path
	 */
	private List<String> libraries(JarFile packaged) throws IOException {
		List<String> paths = new ArrayList<>();
		for (String entryName : classPath(packaged)) {
			JarEntry entry = packaged.getJarEntry(entryName);
			String library = entryName.substring(LIBRARIES.length());
			boolean changing = library.contains("SNAPSHOT");
			Path target = (changing ? this.folder : this.shared).resolve(library);
			if (changing || !Files.exists(target) || Files.size(target) != entry.getSize()) {
				copy(packaged, entry, target);
			}
			paths.add(changing ? library : "../lib/" + library);
		}
		return paths;
	}

	private static List<String> classPath(JarFile packaged) throws IOException {
		try (InputStream index = packaged.getInputStream(packaged.getEntry("BOOT-INF/classpath.idx"))) {
			return new String(index.readAllBytes(), StandardCharsets.UTF_8).lines()
				.map((line) -> line.replaceAll("^- \"|\"$", ""))
				.toList();
		}
	}

	private static void copy(JarFile packaged, JarEntry entry, Path target) throws IOException {
		Path temporary = Files.createTempFile(target.getParent(), "unpack", ".tmp");
		try (InputStream content = packaged.getInputStream(entry)) {
			Files.copy(content, temporary, StandardCopyOption.REPLACE_EXISTING);
			Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		finally {
			Files.deleteIfExists(temporary);
		}
	}

	private static void writeProgram(JarFile packaged, List<String> libraries, Path target) throws IOException {
		Manifest manifest = new Manifest(packaged.getManifest());
		Attributes attributes = manifest.getMainAttributes();
		attributes.put(Attributes.Name.MAIN_CLASS, attributes.getValue("Start-Class"));
		attributes.put(Attributes.Name.CLASS_PATH,
				libraries.stream().map((path) -> path.replace(" ", "%20")).collect(Collectors.joining(" ")));
		try (OutputStream file = Files.newOutputStream(target);
				JarOutputStream program = new JarOutputStream(file, manifest)) {
			program.setLevel(Deflater.BEST_SPEED);
			for (JarEntry entry : packaged.stream().toList()) {
				String name = nameInProgram(entry.getName());
				if (!name.isEmpty()) {
					program.putNextEntry(new JarEntry(name));
					try (InputStream content = packaged.getInputStream(entry)) {
						content.transferTo(program);
					}
				}
			}
		}
	}

	/**
	 * Returns where an entry goes: classes with their directories, through which Spring
	 * looks for classes to scan, and what names Spring Boot's extensions.
	 * @param name name in the packaged jar
	 * @return name in the program; empty for what it does without
	 */
	private static String nameInProgram(String name) {
		if (name.equals(EXTENSIONS)) {
			return name;
		}
		return name.startsWith(CLASSES) ? name.substring(CLASSES.length()) : "";
	}

}
