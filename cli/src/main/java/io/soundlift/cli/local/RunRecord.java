package io.soundlift.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.soundlift.cli.account.PrivateFiles;
import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Record of a running system, in {@code run.json} of its data folder. Absent after an
 * orderly stop.
 *
 * @param state state of the system
 * @param process its process
 * @param url address of the gateway
 * @param mongoUri the MongoDB in use, with its password
 * @param rabbitUri the broker in use, with its password
 * @param smtp host and port of the mail server in use
 * @param services the services by name
 */
record RunRecord(State state, ProcessId process, String url, String mongoUri, String rabbitUri, String smtp,
		Map<String, Service> services) {

	/**
	 * Returns the record of a data folder.
	 * @return the record; empty if no system runs there, or it is only starting
	 */
	static Optional<RunRecord> read(DataFolder data) {
		Path file = data.runFile();
		try {
			return Files.exists(file)
					? Optional.of(JsonMapper.shared().readValue(Files.readString(file), RunRecord.class))
					: Optional.empty();
		}
		catch (IOException | JacksonException ex) {
			throw new CommandException(ExitCode.FILE, file + " can't be read. If nothing runs, remove it.", ex);
		}
	}

	void write(DataFolder data) {
		try {
			PrivateFiles.write(data.runFile(),
					JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(this));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Unable to write " + data.runFile(), ex);
		}
	}

	/**
	 * State of a system.
	 */
	enum State {

		/** Some services are not ready yet. */
		STARTING,

		/** All services were ready. */
		READY,

		/** The services are being stopped. */
		STOPPING

	}

	/**
	 * A service of the system.
	 *
	 * @param process its process; {@code null} before it was started
	 * @param url its address
	 * @param managementUrl address of its health endpoint
	 * @param log its log file
	 * @param restarts its restarts; {@code null} if there were none
	 */
	record Service(@Nullable ProcessId process, String url, String managementUrl, String log,
			@Nullable Restarts restarts) {

	}

	/**
	 * Restarts of a service that ended by itself.
	 *
	 * @param count number of times since the system was started
	 * @param endedAt when it ended last
	 * @param exitCode its last exit code; {@code null} if no process could be started
	 * @param nextStart time of the next start; {@code null} if it has been restarted
	 */
	record Restarts(int count, Instant endedAt, @Nullable Integer exitCode, @Nullable Instant nextStart) {

	}

	/**
	 * Identity of a process, distinct from a later one with the same number.
	 *
	 * @param pid its number
	 * @param startedAt when it started
	 * @param kernelStart when it started in ticks after the kernel (proc(5),
	 * {@code starttime}), and the id of the kernel's boot. Unlike the other time it stays
	 * when the clock is set; {@code null} where the system has no such files
	 */
	record ProcessId(long pid, Instant startedAt, @Nullable String kernelStart) {

		private static final long TOLERANCE_MILLIS = 2000;

		/** The command in parentheses, which may contain any character, precedes it. */
		private static final int TICKS_BEHIND_COMMAND = 19;

		static ProcessId of(ProcessHandle process) {
			return new ProcessId(process.pid(), process.info().startInstant().orElse(Instant.EPOCH),
					kernelStart(process.pid()));
		}

		/**
		 * Returns the process if it is still running.
		 */
		Optional<ProcessHandle> find() {
			return ProcessHandle.of(this.pid).filter(ProcessHandle::isAlive).filter(this::isThis);
		}

		private boolean isThis(ProcessHandle process) {
			String start = kernelStart(this.pid);
			if (start != null && this.kernelStart != null) {
				return start.equals(this.kernelStart);
			}
			Instant started = process.info().startInstant().orElse(Instant.EPOCH);
			return Math.abs(started.toEpochMilli() - this.startedAt.toEpochMilli()) <= TOLERANCE_MILLIS;
		}

		private static @Nullable String kernelStart(long pid) {
			try {
				String status = Files.readString(Path.of("/proc", Long.toString(pid), "stat"),
						StandardCharsets.ISO_8859_1);
				String ticks = status.substring(status.lastIndexOf(')') + 2).split(" ")[TICKS_BEHIND_COMMAND];
				return ticks + " in " + Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
			}
			catch (IOException ex) {
				// not Linux, or the process has just ended
				return null;
			}
		}

	}

}
