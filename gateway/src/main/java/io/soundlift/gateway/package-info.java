/**
 * Soundlift's gateway.
 */
@NullMarked
package io.soundlift.gateway;

import org.jspecify.annotations.NullMarked;
