/**
 * Soundlift's authorization server.
 */
@NullMarked
package io.soundlift.authserver;

import org.jspecify.annotations.NullMarked;
