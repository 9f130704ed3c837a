package io.soundlift.converter.ffmpeg;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Kills a process with all its descendants.
 */
final class ProcessTree {

	/** Much longer than a process takes to start another one. */
	private static final Duration WORKER_START_TIMEOUT = Duration.ofSeconds(2);

	private static final Duration POLL_INTERVAL = Duration.ofMillis(1);

	private ProcessTree() {
	}

	static void kill(ProcessHandle root) {
		kill(root, root.descendants().toList());
	}

	/**
	 * Kills a process that does its work in another one, which it starts first and then
	 * tells to begin. If it died in between, the other would wait for ever, nobody's
	 * descendant by then, and hold what it has inherited. So it is not killed before the
	 * other is there to be killed too.
	 * @param root the process
	 */
	static void killWithWorker(ProcessHandle root) {
		long deadline = System.nanoTime() + WORKER_START_TIMEOUT.toNanos();
		List<ProcessHandle> descendants = root.descendants().toList();
		while (descendants.isEmpty() && root.isAlive() && System.nanoTime() < deadline) {
			LockSupport.parkNanos(POLL_INTERVAL.toNanos());
			descendants = root.descendants().toList();
		}
		kill(root, descendants);
	}

	/**
	 * Kills a process and those that were its descendants while it lived: orphans are no
	 * longer.
	 */
	private static void kill(ProcessHandle root, List<ProcessHandle> descendants) {
		root.destroyForcibly();
		// what a descendant has started in the meantime goes with it
		descendants.forEach(ProcessTree::kill);
	}

}
