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
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.Deflater;

/**
 * Unpacked form of Spring Boot's packaged jars, so that the Java runtime reads libraries
 * from plain jars: services start in a third less time. Libraries are shared by all
 * services. Their signatures are left out: they are irrelevant for libraries in our own
 * jar, and the runtime would check thousands of digests at each start, and archive none
 * of these classes.
 */
final class UnpackedJar {

	private static final String CLASSES = "BOOT-INF/classes/";

	/** Files outside the classes that Spring Boot's extensions and this program need. */
	private static final Set<String> OTHER_FILES = Set.of("META-INF/spring.factories",
			"META-INF/build-info.properties");

	private static final String LIBRARIES = "BOOT-INF/lib/";

	private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");

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
	 * Unpacks a jar, unless that was done before.
	 * @param jar the packaged jar
	 * @param cache folder for the parts
	 * @return an equivalent jar, as long as the cache exists
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
	 * Returns a value that identifies a build: the checksum of all entries. The packaged
	 * jar's date does not, since builds are reproducible.
	 */
	private long checksum() throws IOException {
		try (JarFile packaged = new JarFile(this.jar.toFile())) {
			return packaged.stream().mapToLong(JarEntry::getCrc).reduce(17, (sum, crc) -> sum * 31 + crc);
		}
	}

	/**
	 * Writes the libraries.
	 * @return their paths, relative to the program, in the order of the class path
	 */
	private List<String> libraries(JarFile packaged) throws IOException {
		List<String> paths = new ArrayList<>();
		for (String entryName : classPath(packaged)) {
			Path library = library(packaged, packaged.getJarEntry(entryName));
			paths.add(this.folder.relativize(library).toString().replace('\\', '/'));
		}
		return paths;
	}

	private Path library(JarFile packaged, JarEntry entry) throws IOException {
		String libraryName = entry.getName().substring(LIBRARIES.length());
		boolean changing = libraryName.contains("SNAPSHOT");
		Path directory = changing ? this.folder : this.shared;
		Path plain = directory.resolve(libraryName);
		// its length does not identify its source
		Path unsigned = directory.resolve("unsigned-%08x-%s".formatted(entry.getCrc(), libraryName));
		if (Files.exists(unsigned)) {
			return unsigned;
		}
		if (!changing && Files.exists(plain) && Files.size(plain) == entry.getSize() && !isSigned(plain)) {
			return plain;
		}
		Path copy = temporary(directory);
		try (InputStream content = packaged.getInputStream(entry)) {
			Files.copy(content, copy, StandardCopyOption.REPLACE_EXISTING);
			if (isSigned(copy)) {
				stripSignature(copy, unsigned);
				return unsigned;
			}
			move(copy, plain);
			return plain;
		}
		finally {
			Files.deleteIfExists(copy);
		}
	}

	/**
	 * Returns a file that no other process writes, with the permissions of any file.
	 */
	private static Path temporary(Path directory) {
		return directory.resolve("unpack-" + UUID.randomUUID() + ".tmp");
	}

	private static boolean isSigned(Path library) throws IOException {
		try (JarFile jar = new JarFile(library.toFile(), false)) {
			return jar.stream().map(JarEntry::getName).anyMatch(SIGNATURE.asMatchPredicate());
		}
	}

	private static void stripSignature(Path signed, Path unsigned) throws IOException {
		Path copy = temporary(unsigned.resolveSibling(""));
		try {
			try (JarFile jar = new JarFile(signed.toFile(), false)) {
				write(jar, withoutDigests(jar.getManifest()), UnpackedJar::nameWithoutSignature, copy);
			}
			move(copy, unsigned);
		}
		finally {
			Files.deleteIfExists(copy);
		}
	}

	private static List<String> classPath(JarFile packaged) throws IOException {
		try (InputStream index = packaged.getInputStream(packaged.getEntry("BOOT-INF/classpath.idx"))) {
			return new String(index.readAllBytes(), StandardCharsets.UTF_8).lines()
				.map((line) -> line.replaceAll("^- \"|\"$", ""))
				.toList();
		}
	}

	private static void move(Path temporary, Path target) throws IOException {
		Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
	}

	private static Manifest withoutDigests(Manifest signed) {
		Manifest manifest = new Manifest(signed);
		manifest.getEntries()
			.values()
			.removeIf((attributes) -> attributes.keySet()
				.stream()
				.allMatch((name) -> name.toString().contains("-Digest")));
		return manifest;
	}

	private static String nameWithoutSignature(String name) {
		return (SIGNATURE.matcher(name).matches() || name.equals(JarFile.MANIFEST_NAME)) ? "" : name;
	}

	private static void writeProgram(JarFile packaged, List<String> libraries, Path target) throws IOException {
		Manifest manifest = new Manifest(packaged.getManifest());
		Attributes attributes = manifest.getMainAttributes();
		attributes.put(Attributes.Name.MAIN_CLASS, attributes.getValue("Start-Class"));
		attributes.put(Attributes.Name.CLASS_PATH,
				libraries.stream().map((path) -> path.replace(" ", "%20")).collect(Collectors.joining(" ")));
		// a process that runs the former program goes on reading that one
		Path written = temporary(target.resolveSibling(""));
		try {
			write(packaged, manifest, UnpackedJar::nameInProgram, written);
			move(written, target);
		}
		finally {
			Files.deleteIfExists(written);
		}
	}

	/**
	 * Writes a jar with the entries of another.
	 * @param names returns the new name of each, or empty to leave it out
	 */
	private static void write(JarFile source, Manifest manifest, UnaryOperator<String> names, Path target)
			throws IOException {
		try (OutputStream file = Files.newOutputStream(target);
				JarOutputStream jar = new JarOutputStream(file, manifest)) {
			jar.setLevel(Deflater.BEST_SPEED);
			for (JarEntry entry : source.stream().toList()) {
				String name = names.apply(entry.getName());
				if (!name.isEmpty()) {
					jar.putNextEntry(new JarEntry(name));
					try (InputStream content = source.getInputStream(entry)) {
						content.transferTo(jar);
					}
				}
			}
		}
	}

	/**
	 * Returns the target of an entry: classes with their directories, in which Spring
	 * scans for classes, and some other files.
	 * @param name name in the packaged jar
	 * @return name in the program; empty if it is not needed
	 */
	private static String nameInProgram(String name) {
		if (OTHER_FILES.contains(name)) {
			return name;
		}
		return name.startsWith(CLASSES) ? name.substring(CLASSES.length()) : "";
	}

}
