/**
 * Preferences of owners, shared by the services that follow them.
 */
@NullMarked
package io.soundlift.journey.preference;

import org.jspecify.annotations.NullMarked;
