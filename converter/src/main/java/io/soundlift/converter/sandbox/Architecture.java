package io.soundlift.converter.sandbox;

import java.util.Optional;

/**
 * Processor architectures whose system calls are known. All of them are little endian.
 */
enum Architecture {

	/** {@code AUDIT_ARCH_X86_64}, whose second set of numbers (x32) is not used. */
	X86_64("amd64", 0xc000003e, 56, 16, 72, 157),

	/** {@code AUDIT_ARCH_AARCH64}. */
	AARCH64("aarch64", 0xc00000b7, 220, 29, 25, 167);

	private final String javaName;

	private final int auditValue;

	private final int clone;

	private final int ioctl;

	private final int fcntl;

	private final int prctl;

	Architecture(String javaName, int auditValue, int clone, int ioctl, int fcntl, int prctl) {
		this.javaName = javaName;
		this.auditValue = auditValue;
		this.clone = clone;
		this.ioctl = ioctl;
		this.fcntl = fcntl;
		this.prctl = prctl;
	}

	/**
	 * Returns the architecture of a Java virtual machine.
	 * @param javaName the value of the system property {@code os.arch}
	 * @return the architecture; empty if its system calls are not known
	 */
	static Optional<Architecture> of(String javaName) {
		for (Architecture architecture : values()) {
			if (architecture.javaName.equals(javaName)) {
				return Optional.of(architecture);
			}
		}
		return Optional.empty();
	}

	/**
	 * Returns the value that the kernel passes to a filter for it (linux/audit.h).
	 */
	int auditValue() {
		return this.auditValue;
	}

	int cloneNumber() {
		return this.clone;
	}

	int ioctlNumber() {
		return this.ioctl;
	}

	int fcntlNumber() {
		return this.fcntl;
	}

	int prctlNumber() {
		return this.prctl;
	}

}
