package io.soundlift.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
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
 * What is known of a running system, in {@code run.json} of its data folder. Absent when
 * the system was stopped in order.
 *
 * @param state how far the system is
 * @param process the process that runs it
 * @param url where the gateway listens
 * @param mongoUri the MongoDB in use, with its password
 * @param rabbitUri the broker in use, with its password
 * @param smtp host and port of the mail server in use
 * @param services the services by name
 */
record RunRecord(State state, ProcessId process, String url, String mongoUri, String rabbitUri, String smtp,
		Map<String, Service> services) {

	/**
	 * Return the record of a data folder.
	 * @return the record; empty if no system runs there, or is only beginning to
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
	 * How far a system is.
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
	 * @param url where it listens
	 * @param managementUrl where its health is asked for
	 * @param log where it writes to
	 * @param restarts how often it was started again; {@code null} for never
	 */
	record Service(@Nullable ProcessId process, String url, String managementUrl, String log,
			@Nullable Restarts restarts) {

	}

	/**
	 * How often a service ended by itself.
	 *
	 * @param count number of times since the system was started
	 * @param endedAt when it ended last
	 * @param exitCode with which exit code; {@code null} if no process could be started
	 * @param nextStart when it is started again; {@code null} if it was
	 */
	record Restarts(int count, Instant endedAt, @Nullable Integer exitCode, @Nullable Instant nextStart) {

	}

	/**
	 * A process that can be told from a later one with the same number.
	 *
	 * @param pid its number
	 * @param startedAt when it started
	 */
	record ProcessId(long pid, Instant startedAt) {

		private static final long TOLERANCE_MILLIS = 2000;

		static ProcessId of(ProcessHandle process) {
			return new ProcessId(process.pid(), process.info().startInstant().orElse(Instant.EPOCH));
		}

		/**
		 * Return the process if it is still running.
		 */
		Optional<ProcessHandle> find() {
			return ProcessHandle.of(this.pid).filter(ProcessHandle::isAlive).filter((process) -> {
				Instant started = process.info().startInstant().orElse(Instant.EPOCH);
				return Math.abs(started.toEpochMilli() - this.startedAt.toEpochMilli()) <= TOLERANCE_MILLIS;
			});
		}

	}

}
