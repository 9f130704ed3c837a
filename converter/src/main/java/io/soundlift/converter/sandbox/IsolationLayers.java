package io.soundlift.converter.sandbox;

import java.util.List;
import java.util.stream.Stream;

/**
 * Isolation layers of a program: resource limits, and a confinement.
 *
 * @param limits command words before the confinement
 * @param confinement the confinement
 */
record IsolationLayers(List<String> limits, Confinement confinement) {

	/** No layers at all. */
	static final IsolationLayers NONE = new IsolationLayers(List.of(), Confinement.NONE);

	/**
	 * Returns the same layers with other limits.
	 * @param others replacements for limits of the same kind; kinds that are not active
	 * here are ignored
	 * @return the layers
	 */
	IsolationLayers limitedTo(ProcessLimits others) {
		return new IsolationLayers(this.limits.stream()
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
