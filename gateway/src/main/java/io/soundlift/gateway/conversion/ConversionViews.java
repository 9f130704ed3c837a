package io.soundlift.gateway.conversion;

import io.soundlift.journey.conversion.Conversion;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Conversions as their owners see them, with their places among those that wait.
 */
@Component
public final class ConversionViews {

	private final QueuePositions positions;

	ConversionViews(QueuePositions positions) {
		this.positions = positions;
	}

	/**
	 * Shows a conversion.
	 * @param conversion the conversion
	 * @return what its owner sees
	 */
	public ConversionView of(Conversion conversion) {
		return ConversionView.of(conversion, this.positions.of(conversion));
	}

	/**
	 * Returns the position of a conversion in the queue for a converter.
	 * @param id its id
	 * @return its place, 1 for the next; {@code null} if it does not wait, or its place
	 * is not known
	 */
	public @Nullable Integer placeOf(String id) {
		return this.positions.of(id);
	}

}
