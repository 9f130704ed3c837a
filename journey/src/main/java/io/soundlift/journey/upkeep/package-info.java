/**
 * Regular work that repairs what crashes and lost messages leave behind.
 */
@NullMarked
package io.soundlift.journey.upkeep;

import org.jspecify.annotations.NullMarked;
