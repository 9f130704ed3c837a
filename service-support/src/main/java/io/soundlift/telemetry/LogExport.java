package io.soundlift.telemetry;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.instrumentation.logback.appender.v1_0.OpenTelemetryAppender;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;

/**
 * An appender that turns log lines into OpenTelemetry's log records, from its making to
 * the end of the application.
 */
final class LogExport implements DisposableBean {

	/**
	 * Key of the conversion's id on log lines and log records alike.
	 */
	static final String CONVERSION_ID = "soundlift.conversion.id";

	private final OpenTelemetryAppender appender = new OpenTelemetryAppender();

	private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	LogExport(OpenTelemetry openTelemetry) {
		this.appender.setName("OTLP");
		this.appender.setContext(this.root.getLoggerContext());
		this.appender.setOpenTelemetry(openTelemetry);
		// the trace's and the span's id are fields of a log record
		this.appender.setCaptureMdcAttributes(CONVERSION_ID);
		this.appender.addFilter(new ExporterFilter());
		this.appender.start();
		this.root.addAppender(this.appender);
	}

	@Override
	public void destroy() {
		this.root.detachAppender(this.appender);
		this.appender.stop();
	}

	/**
	 * Suppresses the exporter's messages about its own failures, which it could not send.
	 */
	private static final class ExporterFilter extends Filter<ILoggingEvent> {

		@Override
		public FilterReply decide(ILoggingEvent event) {
			return event.getLoggerName().startsWith("io.opentelemetry.") ? FilterReply.DENY : FilterReply.NEUTRAL;
		}

	}

}
