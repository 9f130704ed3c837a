/**
 * Tests of the sessions.
 */
@NullMarked
package io.soundlift.session;

import org.jspecify.annotations.NullMarked;
