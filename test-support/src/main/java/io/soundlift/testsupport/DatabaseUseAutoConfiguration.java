package io.soundlift.testsupport;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Attaches {@link DatabaseUse} to the database client of a service whose rights are
 * listed.
 */
@AutoConfiguration
@ConditionalOnClass(MongoClientSettingsBuilderCustomizer.class)
final class DatabaseUseAutoConfiguration {

	@Bean
	MongoClientSettingsBuilderCustomizer databaseUse(Environment environment) {
		String service = environment.getProperty("spring.application.name", "");
		return (settings) -> DatabaseRights.of(service)
			.ifPresent((rights) -> settings.addCommandListener(DatabaseUse.listener(service, rights)));
	}

}
