package io.soundlift.converter.sandbox;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.springframework.util.unit.DataSize;

/**
 * Resource limits of one run of a program.
 *
 * @param cpuTime processor time, counted in whole seconds and at least one
 * @param memory address space
 * @param fileSize size of each file that it writes
 */
public record ProcessLimits(Duration cpuTime, DataSize memory, DataSize fileSize) {

	/**
	 * More than ffmpeg starts with one thread for each processor of a large machine, and
	 * fewer than a fork bomb needs.
	 */
	static final int THREADS = 512;

	private static final int OPEN_FILES = 256;

	/**
	 * Time between the signal that a program can handle (SIGXCPU, each second) and the
	 * one that kills it.
	 */
	private static final int CPU_GRACE_SECONDS = 10;

	/** Returns the options of {@code prlimit} that do not form a layer. */
	List<String> general() {
		return List.of("--core=0", "--nofile=" + OPEN_FILES);
	}

	/**
	 * Returns the options of {@code prlimit} by layer.
	 * @return one option for each layer
	 */
	Map<IsolationLayer, String> options() {
		long seconds = Math.max(1, this.cpuTime.toSeconds());
		Map<IsolationLayer, String> options = new EnumMap<>(IsolationLayer.class);
		options.put(IsolationLayer.CPU_TIME, "--cpu=" + seconds + ":" + (seconds + CPU_GRACE_SECONDS));
		options.put(IsolationLayer.MEMORY, "--as=" + this.memory.toBytes());
		options.put(IsolationLayer.FILE_SIZE, "--fsize=" + this.fileSize.toBytes());
		return options;
	}

}
