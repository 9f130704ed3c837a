package io.soundlift.converter.sandbox;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Confinement by words in front of the command.
 *
 * @param words the words
 * @param layers the layers that these provide
 */
record Prefix(List<String> words, Set<IsolationLayer> layers) implements Confinement {

	@Override
	public List<String> around(List<String> command, Exposure exposure) {
		return Stream.concat(this.words.stream(), command.stream()).toList();
	}

}
