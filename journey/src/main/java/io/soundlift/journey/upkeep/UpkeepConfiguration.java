package io.soundlift.journey.upkeep;

import java.time.Clock;

import io.soundlift.journey.conversion.ConversionUpkeep;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Deletion;
import io.soundlift.journey.conversion.KeptChunks;
import io.soundlift.journey.conversion.Retention;
import io.soundlift.journey.conversion.RetentionPolicy;
import io.soundlift.journey.file.FileInventory;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.start.MongoStart;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * Regular upkeep, for one service of the system.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableConfigurationProperties({ UpkeepProperties.class, RetentionPolicy.class })
@Import({ RemovalMeters.class, Retention.class, UpkeepSchedule.class })
public class UpkeepConfiguration {

	/** Greatest number of conversions in one pass of the retention. */
	private static final int MOST = 500;

	/** Share of the time in which the sweep for orphans works. */
	private static final int SWEEP_PERCENT = 5;

	@Bean
	Janitor janitor(Conversions conversions, FileStore files, KeptChunks keptChunks, Deletion deletion,
			RemovalMeters meters, JourneyTracing tracing, UpkeepProperties properties, Clock clock) {
		return new Janitor(conversions, files, keptChunks, deletion, meters, tracing, properties.stallTimeout(), clock);
	}

	@Bean
	RetentionSweep retentionSweep(Retention retention, FileStore files, Deletion deletion, RemovalMeters meters,
			JourneyTracing tracing, UpkeepProperties properties) {
		return new RetentionSweep(retention, files, deletion, meters, tracing, properties.stallTimeout(), MOST);
	}

	@Bean
	OrphanSweep orphanSweep(Conversions conversions, ConversionUpkeep upkeep, Retention retention, FileStore files,
			MongoDatabaseFactory databases, RemovalMeters meters, JourneyTracing tracing, UpkeepProperties properties,
			Clock clock) {
		DutyCycle dutyCycle = DutyCycle.ofPercent(SWEEP_PERCENT);
		FileInventory inventory = new FileInventory(databases, clock, dutyCycle::rest);
		MongoStart.run(inventory::createIndexes);
		return new OrphanSweep(conversions, upkeep, retention, files, inventory, meters, tracing,
				properties.orphanMinAge(), dutyCycle);
	}

}
