package io.soundlift.gateway.share;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;

/**
 * Removal of the tokens of links from the addresses that spans carry: whoever reads a
 * trace must not be able to use them.
 */
final class TokenRedaction implements ObservationFilter {

	/** Spring's key for the address of a request. */
	static final String ADDRESS = "http.url";

	@Override
	public Observation.Context map(Observation.Context context) {
		KeyValue address = context.getHighCardinalityKeyValue(ADDRESS);
		if (address != null && address.getValue().contains(SharedController.PATH)) {
			String value = address.getValue();
			int token = value.indexOf(SharedController.PATH) + SharedController.PATH.length();
			context.addHighCardinalityKeyValue(KeyValue.of(ADDRESS, value.substring(0, token) + "{token}"));
		}
		return context;
	}

}
