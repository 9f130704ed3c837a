package io.soundlift.converter.sandbox;

import java.util.List;
import java.util.stream.Stream;

/**
 * Walls around a program: limits on what it uses, and a confinement.
 *
 * @param limits words in front of the confinement
 * @param confinement the confinement
 */
record Walls(List<String> limits, Confinement confinement) {

	/** No walls at all. */
	static final Walls NONE = new Walls(List.of(), Confinement.NONE);

	List<String> around(List<String> command, Exposure exposure) {
		return Stream.concat(this.limits.stream(), this.confinement.around(command, exposure).stream()).toList();
	}

}
