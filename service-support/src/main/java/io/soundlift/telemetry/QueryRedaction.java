package io.soundlift.telemetry;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;

/**
 * Removal of the query from addresses that spans carry: the query of a request to another
 * server may contain a code, a token, or a mail address.
 */
final class QueryRedaction implements ObservationFilter {

	/** Spring's key for the address of a request, of clients with its query. */
	static final String ADDRESS = "http.url";

	@Override
	public Observation.Context map(Observation.Context context) {
		KeyValue address = context.getHighCardinalityKeyValue(ADDRESS);
		int query = (address != null) ? address.getValue().indexOf('?') : -1;
		if (address != null && query >= 0) {
			context.addHighCardinalityKeyValue(KeyValue.of(ADDRESS, address.getValue().substring(0, query)));
		}
		return context;
	}

}
