package io.soundlift.converter.sandbox;

import java.util.List;
import java.util.Set;

/**
 * Way to start a program isolated from the rest of the system.
 */
interface Confinement {

	/** Starts programs without confinement. */
	Confinement NONE = new Confinement() {

		@Override
		public List<String> around(List<String> command, Exposure exposure) {
			return command;
		}

		@Override
		public Set<IsolationLayer> layers() {
			return Set.of();
		}

	};

	/**
	 * Returns the command that starts another one in confinement.
	 * @param command the other command, whose first word is an absolute path
	 * @param exposure the files that are visible to it
	 * @return the whole command
	 */
	List<String> around(List<String> command, Exposure exposure);

	/**
	 * Returns the layers that this provides.
	 * @return the layers
	 */
	Set<IsolationLayer> layers();

}
