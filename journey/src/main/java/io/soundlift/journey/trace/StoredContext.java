package io.soundlift.journey.trace;

import java.util.Map;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/**
 * A trace context as it is in the database.
 */
final class StoredContext {

	private StoredContext() {
	}

	/**
	 * Returns the context with the stored span as its current one.
	 * @param traceContext the span in W3C form, by header name
	 * @return a context without a span if there is none
	 */
	static Context of(Map<String, String> traceContext) {
		return W3CTraceContextPropagator.getInstance().extract(Context.root(), traceContext, new HeaderGetter());
	}

	/**
	 * Reads header values out of a map.
	 */
	private static final class HeaderGetter implements TextMapGetter<Map<String, String>> {

		@Override
		public Iterable<String> keys(Map<String, String> carrier) {
			return carrier.keySet();
		}

		@Override
		public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
			return (carrier != null) ? carrier.get(key) : null;
		}

	}

}
