package io.soundlift.configclient;

import com.mongodb.client.MongoClient;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Import;

/**
 * Lets services that use MongoDB wait for it when they start.
 */
@AutoConfiguration
@ConditionalOnClass(MongoClient.class)
@Import(MongoAwaiter.class)
class MongoWaitAutoConfiguration {

}
