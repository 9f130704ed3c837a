package io.soundlift.start;

import com.mongodb.client.MongoClient;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration of the wait for MongoDB at the start of a service.
 */
@AutoConfiguration
@ConditionalOnClass(MongoClient.class)
@Import(MongoAwaiter.class)
class MongoWaitAutoConfiguration {

}
