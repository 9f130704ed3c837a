package io.soundlift.cli.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Command lines for Java processes that are detached from this process's terminal.
 */
final class JavaCommand {

	private static final List<Path> SETSID = List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

	private static final List<Path> NICE = List.of(Path.of("/usr/bin/nice"), Path.of("/bin/nice"));

	/**
	 * Options that raise the thresholds of the second compiler forty times. With the
	 * defaults it uses half of the processor time of a start, for code that is hardly
	 * used later.
	 */
	static final List<String> SECOND_COMPILER_LATER = List.of("-XX:Tier4InvocationThreshold=200000",
			"-XX:Tier4MinInvocationThreshold=24000", "-XX:Tier4CompileThreshold=600000",
			"-XX:Tier4BackEdgeThreshold=1600000");

	private JavaCommand() {
	}

	/**
	 * Returns a command line.
	 * @param options options of the virtual machine
	 * @param jar the program
	 * @param arguments the program's arguments
	 */
	static List<String> of(List<String> options, Path jar, List<String> arguments) {
		List<String> command = new ArrayList<>();
		// a session of its own: Ctrl-C is sent to all processes of a terminal's group,
		// but the system has to stop in a certain order
		SETSID.stream().filter(Files::isExecutable).findFirst().ifPresent((setsid) -> command.add(setsid.toString()));
		command.add(JavaRuntime.current().executable().toString());
		command.addAll(options);
		command.add("-jar");
		command.add(jar.toString());
		command.addAll(arguments);
		return command;
	}

	/**
	 * Returns a command line that runs with the lowest priority.
	 * @param command the command line of the same process in the foreground
	 */
	static List<String> inBackground(List<String> command) {
		List<String> all = new ArrayList<>();
		NICE.stream()
			.filter(Files::isExecutable)
			.findFirst()
			.ifPresent((nice) -> all.addAll(List.of(nice.toString(), "-n", "19")));
		all.addAll(command);
		return all;
	}

}
