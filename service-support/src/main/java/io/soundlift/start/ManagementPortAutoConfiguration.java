package io.soundlift.start;

import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Import;

/**
 * Refusal to start a service whose endpoints for operators would be on its main port,
 * where strangers could read them.
 */
@AutoConfiguration
@ConditionalOnWebApplication
@ConditionalOnClass(ManagementPortType.class)
@Import(ManagementPortCheck.class)
class ManagementPortAutoConfiguration {

}
