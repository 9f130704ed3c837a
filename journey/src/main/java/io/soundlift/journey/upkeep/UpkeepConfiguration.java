package io.soundlift.journey.upkeep;

import java.time.Clock;

import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Deletion;
import io.soundlift.journey.conversion.KeptChunks;
import io.soundlift.journey.file.FileStore;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * Regular upkeep, for one service of the system.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableConfigurationProperties(UpkeepProperties.class)
public class UpkeepConfiguration {

	@Bean
	UpkeepSchedule upkeepSchedule(Conversions conversions, FileStore files, KeptChunks keptChunks, Deletion deletion,
			UpkeepProperties properties, Clock clock) {
		Janitor janitor = new Janitor(conversions, files, keptChunks, deletion, properties.patience(), clock);
		return new UpkeepSchedule(janitor, conversions);
	}

}
