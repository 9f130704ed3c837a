package io.soundlift.converter.sandbox;

import java.nio.file.Path;
import java.util.List;

/**
 * A program that runs ffmpeg in a sandbox until it is killed.
 */
public final class SandboxedRun {

	private SandboxedRun() {
	}

	/**
	 * Starts ffmpeg, says so, and waits for its end, which does not come.
	 * @param args the ffmpeg, the tool that confines it, and the folder to work in
	 * @throws Exception if anything goes wrong
	 */
	public static void main(String[] args) throws Exception {
		Path ffmpeg = Path.of(args[0]);
		Sandbox sandbox = TestSandbox.build(ffmpeg, TestSandbox.toolsWith(args[1]), TestSandbox.LIMITS,
				SandboxMode.PREFERRED);
		ProcessBuilder builder = new ProcessBuilder(ffmpeg.toString(), "-nostdin", "-v", "quiet", "-re", "-f", "lavfi",
				"-i", "anullsrc", "-f", "null", "-")
			.directory(Path.of(args[2]).toFile());
		Process process = sandbox.start(builder, List.of(), List.of());
		System.out.println("started");
		process.waitFor();
	}

}
