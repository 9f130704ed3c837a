package io.soundlift.converter.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.core.io.ClassPathResource;

/**
 * System calls that a confined program may make. All others fail as on an older kernel
 * that lacks them, so that the C library falls back, and calls of another architecture
 * end the program.
 */
final class SystemCallFilter {

	private static final String LIST = "system-calls.csv";

	private static final int EPERM = 1;

	private static final int EINVAL = 22;

	private static final int ENOTTY = 25;

	private static final int ENOSYS = 38;

	/** Bit by which x86_64 marks the numbers of x32 ({@code __X32_SYSCALL_BIT}). */
	private static final int X32 = 0x40000000;

	/**
	 * Flags of clone(2) that make namespaces: CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC,
	 * NEWUSER, NEWPID and NEWNET.
	 */
	private static final int NEW_NAMESPACE = 0x7e020000;

	/** TCGETS (by isatty), FIONREAD, FIONBIO, FIONCLEX and FIOCLEX. */
	private static final List<Integer> DEVICE_REQUESTS = List.of(0x5401, 0x541b, 0x5421, 0x5450, 0x5451);

	/**
	 * F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL and F_DUPFD_CLOEXEC: no lock, no lease.
	 */
	private static final List<Integer> FILE_REQUESTS = List.of(0, 1, 2, 3, 4, 1030);

	/**
	 * PR_SET_NAME, PR_GET_NAME, PR_CAPBSET_READ, PR_GET_NO_NEW_PRIVS, and PR_SET_VMA,
	 * with which the C library names its memory.
	 */
	private static final List<Integer> PROCESS_REQUESTS = List.of(15, 16, 23, 39, 0x53564d41);

	private SystemCallFilter() {
	}

	/**
	 * Creates the filter.
	 * @param architecture the processor
	 * @return a program for seccomp's mode SECCOMP_MODE_FILTER
	 */
	static byte[] of(Architecture architecture) {
		FilterProgram program = new FilterProgram().load(FilterProgram.ARCHITECTURE)
			.endUnlessEqual(architecture.auditValue(), FilterProgram.KILL_PROCESS)
			.load(FilterProgram.NUMBER);
		if (architecture == Architecture.X86_64) {
			program.endIfAtLeast(X32, FilterProgram.KILL_PROCESS);
		}
		allowed(architecture).values().forEach((number) -> program.endIfEqual(number, FilterProgram.ALLOW));
		return program
			.ifEqual(architecture.cloneNumber(),
					new FilterProgram().loadArgument(0)
						.endIfAnyBit(NEW_NAMESPACE, FilterProgram.error(EPERM))
						.end(FilterProgram.ALLOW))
			.ifEqual(architecture.ioctlNumber(), only(1, DEVICE_REQUESTS, ENOTTY))
			.ifEqual(architecture.fcntlNumber(), only(1, FILE_REQUESTS, EINVAL))
			.ifEqual(architecture.prctlNumber(), only(0, PROCESS_REQUESTS, EINVAL))
			.end(FilterProgram.error(ENOSYS))
			.bytes();
	}

	private static FilterProgram only(int argument, List<Integer> values, int otherwise) {
		FilterProgram part = new FilterProgram().loadArgument(argument);
		values.forEach((value) -> part.endIfEqual(value, FilterProgram.ALLOW));
		return part.end(FilterProgram.error(otherwise));
	}

	/**
	 * Returns the calls that are allowed with any arguments.
	 * @param architecture the processor
	 * @return numbers by names
	 */
	static Map<String, Integer> allowed(Architecture architecture) {
		int column = 1 + architecture.ordinal();
		Map<String, Integer> calls = new LinkedHashMap<>();
		list().lines().filter((line) -> !line.startsWith("#")).map((line) -> line.split(",")).forEach((cells) -> {
			if (!cells[column].equals("-")) {
				calls.put(cells[0], Integer.valueOf(cells[column]));
			}
		});
		return calls;
	}

	private static String list() {
		try {
			return new ClassPathResource(LIST, SystemCallFilter.class).getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
