package io.soundlift.converter.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.soundlift.testsupport.SampleMedia;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a program in the sandbox can ask the kernel for, and what the kernel says of it.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "The sandbox is Linux's")
@Timeout(600)
class KernelSurfaceTests {

	private static final Path FFMPEG = SampleMedia.ffmpeg();

	/**
	 * System calls with arguments that work or fail for another reason than the filter,
	 * by their numbers on x86_64 and aarch64.
	 */
	private static final String CALLS = """
			$| = 1;
			my %calls = (
				'socket inet' => [[41, 198], 2, 1, 0], 'socket unix' => [[41, 198], 1, 1, 0],
				'socket packet' => [[41, 198], 17, 3, 0], 'socket netlink' => [[41, 198], 16, 3, 0],
				'socket vsock' => [[41, 198], 40, 1, 0], 'socket alg' => [[41, 198], 38, 5, 0],
				'keyctl' => [[250, 219], 0, -3, 1], 'userfaultfd' => [[323, 282], 1],
				'bpf' => [[321, 280], 0, 0, 0], 'perf_event_open' => [[298, 241], 0, 0, -1, -1, 0],
				'io_uring_setup' => [[425, 425], 1, 0], 'ptrace' => [[101, 117], 0, 0, 0, 0],
				'unshare user' => [[272, 97], 0x10000000], 'unshare mount' => [[272, 97], 0x00020000],
				'mount' => [[165, 40], 0, 0, 0, 0, 0], 'fsopen' => [[430, 430], 0, 0],
				'memfd_create' => [[319, 279], 0, 0], 'shmget' => [[29, 194], 0, 4096, 01600],
				'open_by_handle_at' => [[304, 265], 0, 0, 0], 'clone3' => [[435, 435], 0, 0],
				'personality' => [[135, 92], 0], 'kexec_load' => [[246, 104], 0, 0, 0, 0]);
			for my $name (sort keys %calls) {
				my ($numbers, @arguments) = @{$calls{$name}};
				$! = 0;
				my $result = syscall($numbers->[ARCHITECTURE], @arguments);
				print "$name: ", ($result == -1) ? $! + 0 : 'done', "\\n";
			}
			my $child = syscall([56, 220]->[ARCHITECTURE], 0x10000000 | 17, 0, 0, 0, 0);
			exit 0 if $child == 0;
			print 'clone user: ', ($child == -1) ? $! + 0 : 'done', "\\n";
			$! = 0;
			print 'kill others: ', kill(0, -1) ? 'done' : $! + 0, "\\n";
			my $seen = grep { kill 0, $_ } 2 .. 70000;
			print "processes seen: $seen\\n";
			my @files;
			while (open my $file, '<', $0) { push @files, $file; }
			print 'open files: ', scalar @files, "\\n";
			exit 0;
			""";

	private static final String ENOSYS = "38";

	private static final String EPERM = "1";

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@Test
	void asksTheKernelForNothingThatFfmpegDoesNotNeed() throws Exception {
		StandIn standIn = attacker();
		Sandbox sandbox = standIn.sandbox();
		TestSandbox.assumeActive(sandbox, IsolationLayer.SYSTEM_CALLS, IsolationLayer.NAMESPACES);
		Map<String, String> answers = answers(sandbox, standIn);
		assertThat(answers).containsEntry("clone user", EPERM);
		assertThat(answers.keySet()).hasSize(26);
		answers.keySet().removeAll(List.of("clone user", "kill others", "processes seen", "open files"));
		assertThat(answers).allSatisfy((call, answer) -> assertThat(answer).as(call).isEqualTo(ENOSYS));
	}

	@Test
	void makesNoNamespacesWithoutTheFilterEither() throws Exception {
		StandIn standIn = attacker();
		// the filter needs a shell
		Sandbox sandbox = standIn.sandboxWithout("sh");
		TestSandbox.assumeActive(sandbox, IsolationLayer.NAMESPACES);
		assertThat(sandbox.missing()).containsKey(IsolationLayer.SYSTEM_CALLS);
		Map<String, String> answers = answers(sandbox, standIn);
		assertThat(answers).as("the attack is one").containsEntry("socket unix", "done");
		assertThat(answers.get("unshare user")).isNotEqualTo("done");
		assertThat(answers.get("unshare mount")).isEqualTo(EPERM);
		assertThat(answers.get("clone user")).isNotEqualTo("done");
	}

	@Test
	void seesNobodyElseAndOpensBoundedFiles() throws Exception {
		StandIn standIn = attacker();
		Map<String, String> answers = answers(standIn.sandbox(), standIn);
		int noSuchProcess = 3;
		assertThat(answers).containsEntry("kill others", Integer.toString(noSuchProcess));
		// itself
		assertThat(answers).containsEntry("processes seen", "1");
		assertThat(Integer.parseInt(answers.get("open files"))).isBetween(200, 256);
	}

	@ParameterizedTest
	@ValueSource(strings = { "system", "without filter" })
	void hasNoCapabilityAndWritesNoCore(String layers) throws Exception {
		Sandbox sandbox = layers.equals("system") ? TestSandbox.of(FFMPEG)
				: TestSandbox.build(FFMPEG, (name) -> name.equals("sh") ? Optional.empty() : TestSandbox.tool(name),
						TestSandbox.LIMITS, SandboxMode.PREFERRED);
		TestSandbox.assumeActive(sandbox, IsolationLayer.PROCESSES, IsolationLayer.CPU_TIME);
		Process process = sandbox.start(new ProcessBuilder(FFMPEG.toString(), "-nostdin", "-v", "quiet", "-re", "-f",
				"lavfi", "-i", "anullsrc", "-f", "null", "-"), List.of(), List.of());
		try {
			ProcessHandle ffmpeg = Awaitility.await()
				.atMost(Duration.ofMinutes(1))
				.until(() -> process.descendants()
					.filter((one) -> one.info().command().orElse("").endsWith("/ffmpeg"))
					.findFirst(), Optional::isPresent)
				.orElseThrow();
			Map<String, String> status = lines(Path.of("/proc", Long.toString(ffmpeg.pid()), "status"), ":\\s*");
			assertThat(status).containsEntry("NoNewPrivs", "1");
			assertThat(List.of("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"))
				.allSatisfy((name) -> assertThat(status.get(name)).as(name).matches("0+"));
			assertThat(status.get("Seccomp"))
				.isEqualTo(sandbox.active().contains(IsolationLayer.SYSTEM_CALLS) ? "2" : "0");
			Map<String, String> limits = lines(Path.of("/proc", Long.toString(ffmpeg.pid()), "limits"), "\\s{2,}");
			assertThat(limits.get("Max core file size")).matches("0\\s+0\\s+bytes\\s*");
			assertThat(limits.get("Max open files")).matches("256\\s+256\\s+files\\s*");
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static Map<String, String> lines(Path file, String separator) throws IOException {
		return Files.readAllLines(file)
			.stream()
			.map((line) -> line.split(separator, 2))
			.filter((cells) -> cells.length == 2)
			.collect(Collectors.toMap((cells) -> cells[0], (cells) -> cells[1]));
	}

	private StandIn attacker() {
		int architecture = System.getProperty("os.arch").equals("aarch64") ? 1 : 0;
		return StandIn.write(this.folder, FFMPEG, "if (@ARGV == 1 && $ARGV[0] eq 'attack') {\n"
				+ CALLS.replace("ARCHITECTURE", Integer.toString(architecture)) + "}\n");
	}

	private static Map<String, String> answers(Sandbox sandbox, StandIn standIn) throws Exception {
		ProcessBuilder builder = new ProcessBuilder(standIn.path().toString(), "attack").redirectErrorStream(true);
		builder.environment().clear();
		Process process = sandbox.start(builder, List.of(), List.of());
		try {
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
			assertThat(output).as("each line is an answer").matches("(?:.+: .+\\n)+");
			Map<String, String> answers = new HashMap<>();
			output.lines().map((line) -> line.split(": ", 2)).forEach((cells) -> answers.put(cells[0], cells[1]));
			return answers;
		}
		finally {
			process.destroyForcibly();
		}
	}

}
