package io.soundlift.cli.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnpackedJar}.
 */
class UnpackedJarTests {

	private final Path directory;

	private final Path cache;

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
		assertThat(this.cache.resolve("lib/z-1.0.jar")).hasContent("library");
		assertThat(this.cache.resolve("service/journey-0.1.0-SNAPSHOT.jar")).hasContent("module of a: 1");
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
		assertThat(this.cache.resolve("service/journey-0.1.0-SNAPSHOT.jar")).hasContent("module of a: 2");
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
			add(jar, "BOOT-INF/lib/journey-0.1.0-SNAPSHOT.jar", "module of " + configuration);
			add(jar, "BOOT-INF/lib/z-1.0.jar", "library");
			add(jar, "BOOT-INF/classpath.idx",
					"- \"BOOT-INF/lib/z-1.0.jar\"\n- \"BOOT-INF/lib/journey-0.1.0-SNAPSHOT.jar\"\n");
		}
		Path file = this.directory.resolve("service.jar");
		Files.write(file, bytes.toByteArray());
		return file;
	}

	private static void add(JarOutputStream jar, String name, String content) throws IOException {
		jar.putNextEntry(new JarEntry(name));
		jar.write(content.getBytes(StandardCharsets.UTF_8));
	}

}
