package io.soundlift.converter.schedule;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.soundlift.converter.ConverterProperties;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The encoder slots of this converter.
 */
@Configuration(proxyBeanMethods = false)
class ScheduleConfiguration {

	@Bean
	EncoderSlots encoderSlots(ConverterProperties properties, MeterRegistry meters) {
		Integer configured = properties.encoders();
		EncoderSlots slots = new EncoderSlots(
				(configured != null) ? configured : Runtime.getRuntime().availableProcessors());
		Gauge.builder("soundlift.encoder.slots", slots, EncoderSlots::size)
			.description("Encoders that may run at a time")
			.register(meters);
		Gauge.builder("soundlift.encoder.slots.used", slots, EncoderSlots::inUse)
			.description("Encoders that run")
			.register(meters);
		Gauge.builder("soundlift.encoder.slots.awaited", slots, EncoderSlots::waiting)
			.description("Encoders that wait for a slot")
			.register(meters);
		return slots;
	}

}
