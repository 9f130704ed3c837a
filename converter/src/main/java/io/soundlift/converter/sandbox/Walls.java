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

	/**
	 * Returns the same walls with other limits.
	 * @param others limits in place of those of the same kind; a kind that does not stand
	 * here is left out
	 * @return the walls
	 */
	Walls limitedTo(Limits others) {
		return new Walls(this.limits.stream()
			.map((word) -> others.options()
				.values()
				.stream()
				.filter((option) -> word.startsWith(option.substring(0, option.indexOf('=') + 1)))
				.findFirst()
				.orElse(word))
			.toList(), this.confinement);
	}

	List<String> around(List<String> command, Exposure exposure) {
		return Stream.concat(this.limits.stream(), this.confinement.around(command, exposure).stream()).toList();
	}

}
