package io.soundlift.gateway.share;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;

/**
 * Removal of the tokens of links from the URLs in spans, so that readers of a trace can't
 * use them.
 */
public final class TokenRedaction implements ObservationFilter {

	/** Spring's key for the URL of a request. */
	static final String ADDRESS = "http.url";

	private final String path;

	/**
	 * Creates the removal for links of one kind.
	 * @param path prefix of the path of each, up to its token
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
