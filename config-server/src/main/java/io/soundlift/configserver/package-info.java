/**
 * Config server that serves the files of {@code config-repo} to the services, and nothing
 * else.
 */
@NullMarked
package io.soundlift.configserver;

import org.jspecify.annotations.NullMarked;
