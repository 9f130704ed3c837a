package io.soundlift.converter.sandbox;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A confinement by words in front of the command.
 *
 * @param words the words
 * @param walls the walls that they put up
 */
record Prefix(List<String> words, Set<Wall> walls) implements Confinement {

	@Override
	public List<String> around(List<String> command, Exposure exposure) {
		return Stream.concat(this.words.stream(), command.stream()).toList();
	}

}
