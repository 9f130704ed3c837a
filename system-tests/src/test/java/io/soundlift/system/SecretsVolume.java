package io.soundlift.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.springframework.util.FileSystemUtils;

/**
 * Folders in place of the volumes that {@code docker/secrets} fills.
 */
final class SecretsVolume implements AutoCloseable {

	private static final List<String> FOLDERS = List.of("kept", "config-server", "auth-server", "gateway", "converter",
			"notifier", "mongodb", "rabbitmq", "grafana", "mail");

	private final Path root;

	SecretsVolume() {
		try {
			this.root = Files.createTempDirectory("secrets");
			for (String folder : FOLDERS) {
				Files.createDirectory(this.root.resolve(folder));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Runs the script.
	 * @param arguments its arguments
	 * @return what it printed
	 */
	String run(String... arguments) {
		ProcessBuilder builder = new ProcessBuilder("bash", ServiceProcess.root().resolve("docker/secrets").toString());
		builder.command().addAll(List.of(arguments));
		builder.environment().put("SOUNDLIFT_SECRETS_ROOT", this.root.toString());
		builder.environment().put("SOUNDLIFT_PUBLIC_URL", "http://localhost:8080");
		builder.environment().put("SOUNDLIFT_AUTH_FIRST_ACCOUNT_EMAIL", "me@localhost");
		builder.environment().put("SOUNDLIFT_AUTH_FIRST_ACCOUNT_CLIENT_ID", "soundlift-local");
		try {
			Process process = builder.redirectErrorStream(true).start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (process.waitFor() != 0) {
				throw new IllegalStateException(output);
			}
			return output;
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
	 * Reads every file.
	 * @return contents by {@code folder/name}
	 */
	Map<String, String> contents() {
		Map<String, String> contents = new TreeMap<>();
		files().forEach((file) -> {
			try {
				contents.put(this.root.relativize(file).toString(), Files.readString(file));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
		return contents;
	}

	/**
	 * Lists what each service gets.
	 * @return names of files by folder
	 */
	Map<String, Set<String>> names() {
		Map<String, Set<String>> names = new TreeMap<>();
		files().forEach((file) -> {
			Path relative = this.root.relativize(file);
			names.computeIfAbsent(relative.getName(0).toString(), (folder) -> new TreeSet<>())
				.add(relative.getFileName().toString());
		});
		return names;
	}

	List<Path> files() {
		try (Stream<Path> files = Files.walk(this.root)) {
			return files.filter(Files::isRegularFile).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Path folder(String name) {
		return this.root.resolve(name);
	}

	@Override
	public void close() {
		try {
			FileSystemUtils.deleteRecursively(this.root);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
