/**
 * What every service has: its configuration from the config server, the defaults that all
 * services share, and an end when the process that started it ends.
 */
@NullMarked
package io.soundlift.configclient;

import org.jspecify.annotations.NullMarked;
