/**
 * Serves the files of {@code config-repo} to the services, and nothing else to anybody.
 */
@NullMarked
package io.soundlift.configserver;

import org.jspecify.annotations.NullMarked;
