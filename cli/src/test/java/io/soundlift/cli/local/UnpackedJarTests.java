package io.soundlift.cli.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnpackedJar}.
 */
class UnpackedJarTests {

	private final Path directory;

	private final Path cache;

	private boolean signed;

	private String libraryText = "library";

	UnpackedJarTests(@TempDir Path directory) {
		this.directory = directory;
		this.cache = directory.resolve("cache");
	}

	@Test
	void makesProgramThatNamesItsLibrariesInOrder() throws Exception {
		Path program = UnpackedJar.of(packaged("a: 1"), this.cache);
		assertThat(program).isEqualTo(this.cache.resolve("service/service.jar"));
		try (JarFile jar = new JarFile(program.toFile())) {
			assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class")).isEqualTo("example.Application");
			assertThat(jar.getManifest().getMainAttributes().getValue("Class-Path"))
				.isEqualTo("../lib/z-1.0.jar journey-0.1.0-SNAPSHOT.jar");
			assertThat(new String(jar.getInputStream(jar.getEntry("application.yml")).readAllBytes(),
					StandardCharsets.UTF_8))
				.isEqualTo("a: 1");
			assertThat(jar.stream().map(JarEntry::getName)).containsExactly("META-INF/MANIFEST.MF", "example/",
					"META-INF/spring.factories", "application.yml");
		}
		assertThat(text(this.cache.resolve("lib/z-1.0.jar"))).isEqualTo("library");
		assertThat(text(this.cache.resolve("service/journey-0.1.0-SNAPSHOT.jar"))).isEqualTo("module of a: 1");
	}

	@Test
	void leavesARunningProgramItsJar() throws Exception {
		try (JarFile running = new JarFile(UnpackedJar.of(packaged("a: 1"), this.cache).toFile())) {
			UnpackedJar.of(packaged("a: 2"), this.cache);
			assertThat(new String(running.getInputStream(running.getEntry("application.yml")).readAllBytes(),
					StandardCharsets.UTF_8))
				.isEqualTo("a: 1");
		}
	}

	@Test
	void leavesSignaturesOfLibrariesOut() throws Exception {
		this.signed = true;
		Path library = library(UnpackedJar.of(packaged("a: 1"), this.cache));
		assertThat(library.getFileName().toString()).startsWith("unsigned-").endsWith("-z-1.0.jar");
		assertThat(text(library)).isEqualTo("library");
		try (JarFile jar = new JarFile(library.toFile())) {
			assertThat(jar.stream().map(JarEntry::getName)).containsExactly("META-INF/MANIFEST.MF", "text");
			assertThat(jar.getManifest().getMainAttributes().getValue("Multi-Release")).isEqualTo("true");
			assertThat(jar.getManifest().getEntries()).containsOnlyKeys("sealed/");
		}
		try (Stream<Path> files = Files.list(this.cache.resolve("lib"))) {
			assertThat(files).containsExactly(library);
		}
	}

	@Test
	void stripsSignedLibraryOnceAndAgainWhenItIsAnother() throws Exception {
		this.signed = true;
		Path library = library(UnpackedJar.of(packaged("a: 1"), this.cache));
		FileTime old = FileTime.from(Instant.EPOCH);
		Files.setLastModifiedTime(library, old);
		assertThat(library(UnpackedJar.of(packaged("a: 2"), this.cache))).isEqualTo(library);
		assertThat(Files.getLastModifiedTime(library)).isEqualTo(old);
		this.libraryText = "another";
		assertThat(text(library(UnpackedJar.of(packaged("a: 2"), this.cache)))).isEqualTo("another");
	}

	@Test
	void leavesSignatureOutThatEarlierVersionHasLeftIn() throws Exception {
		Path lib = Files.createDirectories(this.cache.resolve("lib"));
		Files.write(lib.resolve("z-1.0.jar"), library(this.libraryText, true));
		this.signed = true;
		assertThat(library(UnpackedJar.of(packaged("a: 1"), this.cache)).getFileName().toString())
			.startsWith("unsigned-");
	}

	/** Returns the first library on a program's class path. */
	private static Path library(Path program) throws IOException {
		try (JarFile jar = new JarFile(program.toFile())) {
			String path = jar.getManifest().getMainAttributes().getValue("Class-Path").split(" ")[0];
			return program.resolveSibling(path).normalize();
		}
	}

	@Test
	void unpacksAgainOnlyWhenTheJarIsAnother() throws Exception {
		Path program = UnpackedJar.of(packaged("a: 1"), this.cache);
		FileTime old = FileTime.from(Instant.EPOCH);
		Files.setLastModifiedTime(program, old);
		UnpackedJar.of(packaged("a: 1"), this.cache);
		assertThat(Files.getLastModifiedTime(program)).isEqualTo(old);
		UnpackedJar.of(packaged("a: 2"), this.cache);
		assertThat(Files.getLastModifiedTime(program)).isNotEqualTo(old);
		assertThat(text(this.cache.resolve("service/journey-0.1.0-SNAPSHOT.jar"))).isEqualTo("module of a: 2");
	}

	private Path packaged(String configuration) throws IOException {
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
		manifest.getMainAttributes().putValue("Start-Class", "example.Application");
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
			jar.putNextEntry(new JarEntry("BOOT-INF/classes/"));
			jar.putNextEntry(new JarEntry("BOOT-INF/classes/example/"));
			add(jar, "META-INF/spring.factories", "extensions");
			add(jar, "BOOT-INF/classes/application.yml", configuration);
			add(jar, "BOOT-INF/lib/journey-0.1.0-SNAPSHOT.jar", library("module of " + configuration, false));
			add(jar, "BOOT-INF/lib/z-1.0.jar", library(this.libraryText, this.signed));
			add(jar, "BOOT-INF/classpath.idx",
					"- \"BOOT-INF/lib/z-1.0.jar\"\n- \"BOOT-INF/lib/journey-0.1.0-SNAPSHOT.jar\"\n");
		}
		Path file = this.directory.resolve("service.jar");
		Files.write(file, bytes.toByteArray());
		return file;
	}

	private static byte[] library(String text, boolean signed) throws IOException {
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
		manifest.getMainAttributes().putValue("Multi-Release", "true");
		if (signed) {
			manifest.getEntries()
				.computeIfAbsent("text", (name) -> new Attributes())
				.putValue("SHA-256-Digest", "AA==");
			Attributes sealed = manifest.getEntries().computeIfAbsent("sealed/", (name) -> new Attributes());
			sealed.putValue("Sealed", "true");
		}
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
			if (signed) {
				add(jar, "META-INF/SIGNER.SF", "digests");
				add(jar, "META-INF/SIGNER.DSA", "signature");
			}
			add(jar, "text", text);
		}
		return bytes.toByteArray();
	}

	private static String text(Path library) throws IOException {
		try (JarFile jar = new JarFile(library.toFile())) {
			return new String(jar.getInputStream(jar.getEntry("text")).readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	private static void add(JarOutputStream jar, String name, String content) throws IOException {
		add(jar, name, content.getBytes(StandardCharsets.UTF_8));
	}

	private static void add(JarOutputStream jar, String name, byte[] content) throws IOException {
		jar.putNextEntry(new JarEntry(name));
		jar.write(content);
	}

}
