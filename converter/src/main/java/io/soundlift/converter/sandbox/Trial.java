package io.soundlift.converter.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Trial of layers: whether ffmpeg still works within them, and whether it can do what
 * they forbid.
 */
final class Trial {

	private static final Duration TIME_LIMIT = Duration.ofSeconds(20);

	private static final String CANARY = "This text is outside of the sandbox.";

	private static final int MAX_OUTPUT = 1024 * 1024;

	private final Path executable;

	private final Path inside;

	private final Path outside;

	private final Path canary;

	/**
	 * Prepares a trial.
	 * @param executable an ffmpeg
	 * @param scratch an empty folder, which the caller deletes
	 * @throws IOException if it can't be written to
	 */
	Trial(Path executable, Path scratch) throws IOException {
		this.executable = executable;
		this.inside = Files.createDirectory(scratch.resolve("inside"));
		this.outside = Files.createDirectory(scratch.resolve("outside"));
		this.canary = Files.writeString(this.outside.resolve("canary"), CANARY);
	}

	/**
	 * Tries to make a short MP3 with ffmpeg.
	 * @param layers the layers
	 * @return the problem; {@code null} if it succeeded
	 * @throws IOException if the folder can't be used
	 */
	@Nullable String trouble(IsolationLayers layers) throws IOException {
		Path mp3 = this.outside.resolve("silence.mp3");
		Result result = run(layers,
				ffmpeg("-f", "lavfi", "-i", "anullsrc", "-t", "0.1", "-c:a", "libmp3lame", "-f", "mp3", "pipe:1"), mp3);
		if (result.exitCode() == 0 && Files.size(mp3) > 0) {
			return null;
		}
		return result.output().isBlank() ? "exit code " + result.exitCode() : result.output().lines().findFirst().get();
	}

	/**
	 * Has ffmpeg read and write files that were not exposed to it, in its own folder too.
	 * @param layers the layers
	 * @return whether it could do either
	 * @throws IOException if the folder can't be used
	 */
	boolean reachesFiles(IsolationLayers layers) throws IOException {
		for (Path folder : List.of(this.outside, this.inside)) {
			Path written = folder.resolve("written");
			Files.deleteIfExists(written);
			run(layers, ffmpeg("-f", "lavfi", "-i", "anullsrc", "-t", "0.1", "-f", "u8", written.toString()));
			if (Files.exists(written)) {
				return true;
			}
		}
		return run(layers, ffmpeg("-f", "u8", "-i", this.canary.toString(), "-f", "u8", "-")).output().contains(CANARY);
	}

	/**
	 * Tries to connect to a port of this machine with ffmpeg.
	 * @param layers the layers
	 * @return whether it could
	 * @throws IOException if no port can be opened
	 */
	boolean reachesNetwork(IsolationLayers layers) throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			// the kernel completes connections, which then wait to be accepted
			server.setSoTimeout(1);
			run(layers, ffmpeg("-f", "u8", "-i", "tcp://" + server.getInetAddress().getHostAddress() + ":"
					+ server.getLocalPort() + "?timeout=200000", "-f", "u8", "-"));
			server.accept().close();
			return true;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
	}

	/**
	 * Has ffmpeg open a socket.
	 * @param layers layers with a filter of system calls
	 * @return {@code false} only if the filter has demonstrably refused it
	 * @throws IOException if the folder can't be used
	 */
	boolean getsSockets(IsolationLayers layers) throws IOException {
		// without the filter the connection would be refused, or the network unreachable
		return !run(layers, ffmpeg("-f", "u8", "-i", "tcp://127.0.0.1:9?timeout=200000", "-f", "u8", "-")).output()
			.contains("Function not implemented");
	}

	/**
	 * Has a program create a user namespace.
	 * @param layers the layers, in which there is the program
	 * @param unshare {@code unshare} of util-linux
	 * @return whether it could, or did not get as far as trying
	 * @throws IOException if the folder can't be used
	 */
	boolean makesNamespaces(IsolationLayers layers, String unshare) throws IOException {
		Result result = run(layers, List.of(unshare, "--user", unshare, "--version"));
		return result.exitCode() == 0 || !result.output().contains("unshare failed");
	}

	/**
	 * Tries to start a process from a shell.
	 * @param layers layers with a limit of one process, in which there is a shell
	 * @param shell the shell
	 * @return whether it could
	 * @throws IOException if the folder can't be used
	 */
	boolean forks(IsolationLayers layers, String shell) throws IOException {
		Result result = run(layers, List.of(shell, "-c", "(echo child) && echo parent"));
		return !result.output().contains("fork") || result.output().contains("child");
	}

	/**
	 * Runs a command without layers.
	 * @param command the command
	 * @return what it writes to standard output and error
	 * @throws IOException if the command can't be run
	 */
	List<String> linesOf(List<String> command) throws IOException {
		return run(IsolationLayers.NONE, command).output().lines().toList();
	}

	private List<String> ffmpeg(String... arguments) {
		List<String> command = new ArrayList<>(
				List.of(this.executable.toString(), "-nostdin", "-hide_banner", "-v", "error", "-y"));
		command.addAll(List.of(arguments));
		return command;
	}

	private Result run(IsolationLayers layers, List<String> command) throws IOException {
		return run(layers, command, null);
	}

	/**
	 * Runs a command.
	 * @param layers the layers
	 * @param command the command
	 * @param data where its standard output goes; {@code null} for where its messages go
	 */
	private Result run(IsolationLayers layers, List<String> command, @Nullable Path data) throws IOException {
		Path output = this.outside.resolve("output");
		ProcessBuilder builder = new ProcessBuilder(layers.around(command, Exposure.NONE))
			.directory(this.inside.toFile())
			.redirectErrorStream(data == null)
			.redirectOutput(((data != null) ? data : output).toFile());
		if (data != null) {
			builder.redirectError(output.toFile());
		}
		builder.environment().clear();
		builder.environment().put("LC_ALL", "C");
		// the bundled ffmpeg crashes on the character sets of another C library
		builder.environment().put("GCONV_PATH", this.inside.toString());
		Process process = ProcessStarter.start(builder);
		try {
			process.getOutputStream().close();
			boolean ended = process.waitFor(TIME_LIMIT.toSeconds(), TimeUnit.SECONDS);
			String text = new String(Files.newInputStream(output).readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8);
			return new Result(ended ? process.exitValue() : -1, ended ? text : "no end within " + TIME_LIMIT);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted", ex);
		}
		finally {
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly();
		}
	}

	/**
	 * Result of a run.
	 *
	 * @param exitCode its exit code
	 * @param output the beginning of its output
	 */
	private record Result(int exitCode, String output) {
	}

}
