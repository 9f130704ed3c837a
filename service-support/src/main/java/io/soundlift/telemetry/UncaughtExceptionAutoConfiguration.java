package io.soundlift.telemetry;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Has uncaught exceptions of all threads logged.
 */
@AutoConfiguration
class UncaughtExceptionAutoConfiguration {

	@Bean
	InitializingBean uncaughtExceptionLog() {
		return () -> Thread.setDefaultUncaughtExceptionHandler(new UncaughtExceptionLog());
	}

}
