package io.soundlift.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;

import org.springframework.beans.factory.config.BeanPostProcessor;
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
	static BeanPostProcessor addressFreeExporter() {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String beanName) {
				return (bean instanceof LogRecordExporter exporter) ? new RedactingLogExporter(exporter) : bean;
			}

		};
	}

	@Bean
	LogExport logExport(OpenTelemetry openTelemetry) {
		return new LogExport(openTelemetry);
	}

}
