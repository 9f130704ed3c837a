package io.soundlift.journey.option;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Option of a conversion.
 *
 * @param <T> type of its values
 * @param name name of the query parameter, of the form field and, after {@code --}, on
 * the command line
 * @param type type of its values
 * @param parser parser of values; returns {@code null} for one that is not allowed
 * @param allowed what its values are, in words
 * @param label short name of a value in the help of the command line; {@code null} for a
 * flag
 * @param help help of the command line
 */
public record Option<T>(String name, Class<T> type, Function<String, @Nullable T> parser, String allowed,
		@Nullable String label, String help) {
}
