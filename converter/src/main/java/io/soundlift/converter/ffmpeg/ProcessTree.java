package io.soundlift.converter.ffmpeg;

import java.util.List;

/**
 * Kills a process with all its descendants.
 */
final class ProcessTree {

	private ProcessTree() {
	}

	static void kill(ProcessHandle root) {
		// taken first: orphans are no longer descendants
		List<ProcessHandle> descendants = root.descendants().toList();
		root.destroyForcibly();
		// what a descendant has started in the meantime goes with it
		descendants.forEach(ProcessTree::kill);
	}

}
