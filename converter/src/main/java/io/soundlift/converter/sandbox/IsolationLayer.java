package io.soundlift.converter.sandbox;

/**
 * Restriction that prevents a program from doing harm, which not every system permits.
 */
public enum IsolationLayer {

	/**
	 * It can access only its own files, its libraries, the video, and its output files.
	 */
	FILES(true),

	/** It has no access to the network, not even to addresses of this machine. */
	NETWORK(true),

	/** It sees and signals no other process. */
	PROCESSES(true),

	/** It can use only the system calls that ffmpeg needs, by a seccomp filter. */
	SYSTEM_CALLS(true),

	/**
	 * It can't create namespaces, in which it would have privileges over parts of the
	 * kernel.
	 */
	NAMESPACES(true),

	/** It ends with the converter, even if that is killed. */
	LIFETIME(true),

	/** It is ended once it has used its processor time. */
	CPU_TIME(true),

	/** It can't allocate more memory than allowed. */
	MEMORY(true),

	/** It can't write files larger than allowed. */
	FILE_SIZE(true),

	/**
	 * It has a bounded number of processes and threads. The kernel does not limit those
	 * of root.
	 */
	THREADS(false);

	private final boolean required;

	IsolationLayer(boolean required) {
		this.required = required;
	}

	/**
	 * Whether a converter that requires its layers requires this one.
	 * @return whether it is required
	 */
	boolean isRequired() {
		return this.required;
	}

}
