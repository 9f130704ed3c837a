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
	 * Kills a process that works in a child process, which it starts first and then
	 * signals to begin. If it died in between, the orphaned child would wait for ever and
	 * keep its inherited handles. So it is not killed before the child exists and can be
	 * killed too.
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
	 * Kills a process and its descendants, which are listed while it lives, since orphans
	 * are no longer descendants.
	 */
	private static void kill(ProcessHandle root, List<ProcessHandle> descendants) {
		root.destroyForcibly();
		// what a descendant has started in the meantime is killed with it
		descendants.forEach(ProcessTree::kill);
	}

}
