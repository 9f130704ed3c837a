/**
 * Soundlift's config server.
 */
@NullMarked
package io.soundlift.configserver;

import org.jspecify.annotations.NullMarked;
