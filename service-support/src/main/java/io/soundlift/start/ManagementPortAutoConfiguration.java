package io.soundlift.start;

import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration that refuses to start a service whose operator endpoints would be on
 * its main port, open to the public.
 */
@AutoConfiguration
@ConditionalOnWebApplication
@ConditionalOnClass(ManagementPortType.class)
@Import(ManagementPortCheck.class)
class ManagementPortAutoConfiguration {

}
