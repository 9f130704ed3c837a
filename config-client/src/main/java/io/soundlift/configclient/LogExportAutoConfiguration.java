package io.soundlift.configclient;

import io.opentelemetry.api.OpenTelemetry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.logging.otlp.OtlpLoggingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.logging.otlp.OtlpLoggingConnectionDetails;
import org.springframework.context.annotation.Bean;

/**
 * Sends what a service logs to an OpenTelemetry receiver, if Boot has been given one for
 * logs.
 */
@AutoConfiguration(after = { OpenTelemetrySdkAutoConfiguration.class, OtlpLoggingAutoConfiguration.class })
@ConditionalOnBean({ OpenTelemetry.class, OtlpLoggingConnectionDetails.class })
class LogExportAutoConfiguration {

	@Bean
	LogExport logExport(OpenTelemetry openTelemetry) {
		return new LogExport(openTelemetry);
	}

}
