package io.soundlift.converter.sandbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the filter as the kernel does, on each call.
 */
class SystemCallFilterTests {

	private static final String ALLOWED = "7fff0000";

	private static final String KILLED = "80000000";

	private static final String ENOSYS = "50026";

	private static final String EPERM = "50001";

	private static final int X32 = 0x40000000;

	@ParameterizedTest
	@EnumSource
	void allowsWhatIsListedAndNothingElse(Architecture architecture) {
		Map<String, Integer> allowed = SystemCallFilter.allowed(architecture);
		assertThat(allowed).hasSizeGreaterThan(80).containsKeys("read", "write", "mmap", "futex", "execve");
		for (int number = 0; number < 1000; number++) {
			if (number != architecture.cloneNumber() && number != architecture.ioctlNumber()
					&& number != architecture.fcntlNumber() && number != architecture.prctlNumber()) {
				assertThat(verdict(architecture, architecture.auditValue(), number, 0, 0)).as("call %s", number)
					.isEqualTo(allowed.containsValue(number) ? ALLOWED : ENOSYS);
			}
		}
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			socket, 41, 198
			unshare, 272, 97
			setns, 308, 268
			clone3, 435, 435
			mount, 165, 40
			fsopen, 430, 430
			pivot_root, 155, 41
			ptrace, 101, 117
			process_vm_readv, 310, 270
			keyctl, 250, 219
			add_key, 248, 217
			bpf, 321, 280
			perf_event_open, 298, 241
			userfaultfd, 323, 282
			io_uring_setup, 425, 425
			memfd_create, 319, 279
			shmget, 29, 194
			open_by_handle_at, 304, 265
			mknodat, 259, 33
			symlinkat, 266, 36
			linkat, 265, 37
			renameat2, 316, 276
			personality, 135, 92
			seccomp, 317, 277
			""")
	void refusesWhatAnAttackerLooksFor(String name, int x86Number, int armNumber) {
		assertThat(SystemCallFilter.allowed(Architecture.X86_64)).doesNotContainKey(name)
			.doesNotContainValue(x86Number);
		assertThat(SystemCallFilter.allowed(Architecture.AARCH64)).doesNotContainKey(name)
			.doesNotContainValue(armNumber);
	}

	@Test
	void killsProcessThatUsesAnotherSetOfNumbers() {
		int audit = Architecture.X86_64.auditValue();
		assertThat(verdict(Architecture.X86_64, 0x40000003, 5, 0, 0)).as("32 bit").isEqualTo(KILLED);
		assertThat(verdict(Architecture.X86_64, audit, X32 | 1, 0, 0)).as("x32").isEqualTo(KILLED);
		assertThat(verdict(Architecture.AARCH64, audit, 1, 0, 0)).isEqualTo(KILLED);
	}

	@ParameterizedTest
	@EnumSource
	void allowsThreadsAndProcessesButNoNamespaces(Architecture architecture) {
		int thread = 0x3d0f00;
		int child = 17;
		assertThat(clone(architecture, thread)).isEqualTo(ALLOWED);
		assertThat(clone(architecture, child)).isEqualTo(ALLOWED);
		for (int flag : new int[] { 0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000,
				0x40000000 }) {
			assertThat(clone(architecture, child | flag)).as(Integer.toHexString(flag)).isEqualTo(EPERM);
		}
	}

	private static String clone(Architecture architecture, int flags) {
		return verdict(architecture, architecture.auditValue(), architecture.cloneNumber(), flags, 0);
	}

	@ParameterizedTest
	@EnumSource
	void refusesLeasesAndInputForTerminals(Architecture architecture) {
		int audit = architecture.auditValue();
		int setLease = 1024;
		int fakeInput = 0x5412;
		int isTerminal = 0x5401;
		assertThat(verdict(architecture, audit, architecture.fcntlNumber(), 0, setLease)).isNotEqualTo(ALLOWED);
		assertThat(verdict(architecture, audit, architecture.ioctlNumber(), 0, fakeInput)).isNotEqualTo(ALLOWED);
		assertThat(verdict(architecture, audit, architecture.ioctlNumber(), 0, isTerminal)).isEqualTo(ALLOWED);
	}

	@Test
	void hasTheNumbersOfTheKernelsHeaders() throws IOException {
		Path x86 = Path.of("/usr/include/x86_64-linux-gnu/asm/unistd_64.h");
		Path generic = Path.of("/usr/include/asm-generic/unistd.h");
		Assumptions.assumeTrue(Files.exists(x86) && Files.exists(generic), "There are no headers of the kernel");
		Map<String, Integer> x86Numbers = numbers(x86);
		x86Numbers.keySet().retainAll(SystemCallFilter.allowed(Architecture.X86_64).keySet());
		assertThat(SystemCallFilter.allowed(Architecture.X86_64)).containsExactlyInAnyOrderEntriesOf(x86Numbers);
		Map<String, Integer> arm = numbers(generic);
		// where the header chooses between names by the size of a word
		arm.put("newfstatat", 79);
		assertThat(arm).containsAllEntriesOf(SystemCallFilter.allowed(Architecture.AARCH64));
	}

	private static Map<String, Integer> numbers(Path header) throws IOException {
		Map<String, Integer> numbers = new HashMap<>();
		Matcher definition = Pattern.compile("#define __NR(?:3264)?_(\\w+)\\s+(\\d+)")
			.matcher(Files.readString(header));
		while (definition.find()) {
			numbers.put(definition.group(1), Integer.valueOf(definition.group(2)));
		}
		return numbers;
	}

	/**
	 * Interprets the filter.
	 * @return the action in hexadecimal digits
	 */
	private static String verdict(Architecture architecture, int audit, int number, long first, long second) {
		ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
		data.putInt(number).putInt(audit).putLong(0).putLong(first).putLong(second);
		ByteBuffer program = ByteBuffer.wrap(SystemCallFilter.of(architecture)).order(ByteOrder.LITTLE_ENDIAN);
		int accumulator = 0;
		for (int position = 0;; position++) {
			int operand = program.getInt(8 * position + 4);
			boolean holds;
			switch (program.getShort(8 * position)) {
				case 0x20 -> {
					accumulator = data.getInt(operand);
					continue;
				}
				case 0x15 -> holds = accumulator == operand;
				case 0x35 -> holds = Integer.compareUnsigned(accumulator, operand) >= 0;
				case 0x45 -> holds = (accumulator & operand) != 0;
				case 0x06 -> {
					return Integer.toHexString(operand);
				}
				default -> throw new IllegalStateException("No such instruction at " + position);
			}
			position += Byte.toUnsignedInt(program.get(8 * position + (holds ? 2 : 3)));
		}
	}

}
