package io.soundlift.telemetry;

import java.util.Collection;
import java.util.List;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributeType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.common.ValueType;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.resources.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps addresses of people out of log records.
 */
final class RedactingLogExporter implements LogRecordExporter {

	private final LogRecordExporter exporter;

	RedactingLogExporter(LogRecordExporter exporter) {
		this.exporter = exporter;
	}

	@Override
	public CompletableResultCode export(Collection<LogRecordData> logs) {
		List<LogRecordData> clean = logs.stream().<LogRecordData>map(RedactedRecord::new).toList();
		return this.exporter.export(clean);
	}

	@Override
	public CompletableResultCode flush() {
		return this.exporter.flush();
	}

	@Override
	public CompletableResultCode shutdown() {
		return this.exporter.shutdown();
	}

	/**
	 * A log record without addresses.
	 *
	 * @param log the record as it was logged
	 */
	private record RedactedRecord(LogRecordData log) implements LogRecordData {

		@Override
		public Resource getResource() {
			return this.log.getResource();
		}

		@Override
		public InstrumentationScopeInfo getInstrumentationScopeInfo() {
			return this.log.getInstrumentationScopeInfo();
		}

		@Override
		public long getTimestampEpochNanos() {
			return this.log.getTimestampEpochNanos();
		}

		@Override
		public long getObservedTimestampEpochNanos() {
			return this.log.getObservedTimestampEpochNanos();
		}

		@Override
		public SpanContext getSpanContext() {
			return this.log.getSpanContext();
		}

		@Override
		public Severity getSeverity() {
			return this.log.getSeverity();
		}

		@Override
		public @Nullable String getSeverityText() {
			return this.log.getSeverityText();
		}

		@Override
		@Deprecated
		public io.opentelemetry.sdk.logs.data.Body getBody() {
			Value<?> body = getBodyValue();
			return (body != null) ? io.opentelemetry.sdk.logs.data.Body.string(body.asString())
					: io.opentelemetry.sdk.logs.data.Body.empty();
		}

		@Override
		public @Nullable Value<?> getBodyValue() {
			Value<?> body = this.log.getBodyValue();
			return (body != null && body.getType() == ValueType.STRING)
					? Value.of(MailAddresses.removeFrom(body.asString())) : body;
		}

		@Override
		public Attributes getAttributes() {
			AttributesBuilder clean = this.log.getAttributes().toBuilder();
			this.log.getAttributes().forEach((key, value) -> {
				if (key.getType() == AttributeType.STRING) {
					clean.put(AttributeKey.stringKey(key.getKey()), MailAddresses.removeFrom((String) value));
				}
			});
			return clean.build();
		}

		@Override
		public int getTotalAttributeCount() {
			return this.log.getTotalAttributeCount();
		}

		@Override
		public @Nullable String getEventName() {
			return this.log.getEventName();
		}

	}

}
