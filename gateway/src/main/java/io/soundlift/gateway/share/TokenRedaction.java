package io.soundlift.gateway.share;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;

/**
 * Removal of the tokens of links from the addresses that spans carry: whoever reads a
 * trace must not be able to use them.
 */
public final class TokenRedaction implements ObservationFilter {

	/** Spring's key for the address of a request. */
	static final String ADDRESS = "http.url";

	private final String path;

	/**
	 * Creates the removal for links of one kind.
	 * @param path what the path of each begins with, up to its token
	 */
	public TokenRedaction(String path) {
		this.path = path;
	}

	@Override
	public Observation.Context map(Observation.Context context) {
		KeyValue address = context.getHighCardinalityKeyValue(ADDRESS);
		if (address != null && address.getValue().contains(this.path)) {
			String value = address.getValue();
			int token = value.indexOf(this.path) + this.path.length();
			context.addHighCardinalityKeyValue(KeyValue.of(ADDRESS, value.substring(0, token) + "{token}"));
		}
		return context;
	}

}
