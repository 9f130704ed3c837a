package io.soundlift.cli.local;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.local.RunRecord.ProcessId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what a local system keeps in its data folder.
 */
class LocalFilesTests {

	private final DataFolder data;

	LocalFilesTests(@TempDir Path directory) {
		this.data = DataFolder.of(directory.resolve("data"));
	}

	@BeforeEach
	void create() {
		this.data.create();
	}

	@Test
	void writesRunForThisUserOnlyAndReadsItBack() throws Exception {
		RunRecord run = new RunRecord(RunRecord.State.READY, ProcessId.of(ProcessHandle.current()),
				"http://localhost:8080", "mongodb://127.0.0.1:1", "amqp://a:b@127.0.0.1:2/soundlift", "127.0.0.1:3",
				Map.of("gateway", new RunRecord.Service(new ProcessId(1, Instant.EPOCH, null), "http://127.0.0.1:8080",
						"http://127.0.0.1:5", "gateway.log", new RunRecord.Restarts(2, Instant.EPOCH, 1, null))));
		assertThat(RunRecord.read(this.data)).isEmpty();
		run.write(this.data);
		assertThat(RunRecord.read(this.data)).contains(run);
		assertThat(permissions(this.data.runFile())).isEqualTo("rw-------");
	}

	@Test
	void takesFolderAwayFromOtherUsers() throws Exception {
		Files.setPosixFilePermissions(this.data.path(), PosixFilePermissions.fromString("rwxrwxrwx"));
		this.data.create();
		assertThat(permissions(this.data.path())).isEqualTo("rwx------");
	}

	@Test
	void tellsProcessFromALaterOneWithTheSameNumber() {
		ProcessId self = ProcessId.of(ProcessHandle.current());
		assertThat(self.find()).contains(ProcessHandle.current());
		assertThat(new ProcessId(self.pid(), self.startedAt().minusSeconds(60), null).find()).isEmpty();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void aProcessStaysTheSameWhenTheClockIsSet() {
		ProcessId self = ProcessId.of(ProcessHandle.current());
		String start = Objects.requireNonNull(self.kernelStart());
		assertThat(new ProcessId(self.pid(), self.startedAt().minusSeconds(45), start).find()).isPresent();
		assertThat(new ProcessId(self.pid(), self.startedAt(), "1" + start).find()).isEmpty();
		assertThat(new ProcessId(self.pid(), self.startedAt(), start + "1").find()).as("of another boot").isEmpty();
	}

	@Test
	void keepsOnePreviousLog() throws Exception {
		Files.writeString(this.data.newLog("gateway"), "first");
		Files.writeString(this.data.newLog("gateway"), "second");
		assertThat(this.data.newLog("gateway")).doesNotExist();
		assertThat(this.data.log("gateway").resolveSibling("gateway.log.1")).hasContent("second");
	}

	@Test
	void showsTheEndOfALog() throws Exception {
		Path log = this.data.log("gateway");
		assertThat(LogTail.read(log, 2)).isEmpty();
		Files.writeString(log, "x".repeat(100_000) + "\none\ntwo\nthree\n");
		assertThat(LogTail.read(log, 2)).containsExactly("two", "three");
	}

	@Test
	void locksTheFolderUntilReleased() throws Exception {
		try (FileLock lock = this.data.lock()) {
			assertThat(lock.isValid()).isTrue();
		}
		UpCommand.requireNotRunning(this.data);
	}

	@Test
	void refusesPortThatIsInUse() throws Exception {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertThatExceptionOfType(CommandException.class).isThrownBy(() -> Ports.requireFree(socket.getLocalPort()))
				.withMessageContaining("Port " + socket.getLocalPort() + " is in use");
		}
		assertThat(Ports.free(10)).doesNotHaveDuplicates().hasSize(10).allMatch((port) -> port < 32_768);
	}

	private static String permissions(Path file) throws Exception {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
	}

}
