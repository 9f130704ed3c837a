package io.soundlift.converter.sandbox;

import java.util.List;
import java.util.Set;

/**
 * A way to start a program apart from the rest of the system.
 */
interface Confinement {

	/** Starts programs as they are. */
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
	 * Returns the command that starts another one.
	 * @param command the other command, whose first word is an absolute path
	 * @param exposure the files that it gets to see
	 * @return the whole command
	 */
	List<String> around(List<String> command, Exposure exposure);

	/**
	 * Returns which layers this would be.
	 * @return the layers
	 */
	Set<IsolationLayer> layers();

}
