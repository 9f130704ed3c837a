package io.soundlift.converter.sandbox;

/**
 * Something that keeps a program from doing harm, and that not every system allows.
 */
public enum IsolationLayer {

	/**
	 * It sees no file but its own, its libraries, the video, and those that it is given
	 * to write.
	 */
	FILES(true),

	/** It reaches no network, not even this machine's own addresses. */
	NETWORK(true),

	/** It sees and signals no other process. */
	PROCESSES(true),

	/** It asks the kernel for nothing but what ffmpeg needs, by a seccomp filter. */
	SYSTEM_CALLS(true),

	/** It makes no namespaces, in which it would have rights over parts of the kernel. */
	NAMESPACES(true),

	/** It ends with the converter, even if that is killed. */
	LIFETIME(true),

	/** It ends once it has used its processor time. */
	CPU_TIME(true),

	/** It gets no more memory than allowed. */
	MEMORY(true),

	/** It writes no file that is greater than allowed. */
	FILE_SIZE(true),

	/**
	 * It has a bounded number of processes and threads. The kernel does not bound those
	 * of root.
	 */
	THREADS(false);

	private final boolean required;

	IsolationLayer(boolean required) {
		this.required = required;
	}

	/**
	 * Whether a converter that requires its layers can't do without this one.
	 * @return whether it is indispensable
	 */
	boolean isRequired() {
		return this.required;
	}

}
