package io.soundlift.converter.sandbox;

import java.nio.file.Path;
import java.util.List;

/**
 * Files of a conversion that are visible to a program, besides itself and its libraries.
 *
 * @param readOnly files that it may read; those that don't exist are ignored
 * @param writable files that exist and that it may write. It can neither remove nor
 * replace them, nor create others next to them
 */
record Exposure(List<Path> readOnly, List<Path> writable) {

	/** No file. */
	static final Exposure NONE = new Exposure(List.of(), List.of());

}
