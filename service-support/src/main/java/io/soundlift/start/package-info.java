/**
 * Start of a service: the defaults that all share, its configuration from the config
 * server, its wait for MongoDB, its end with the process that started it, and advice to
 * operators if it fails.
 */
@NullMarked
package io.soundlift.start;

import org.jspecify.annotations.NullMarked;
