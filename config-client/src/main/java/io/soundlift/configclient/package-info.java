/**
 * How a service takes its configuration from the config server.
 */
@NullMarked
package io.soundlift.configclient;

import org.jspecify.annotations.NullMarked;
