/**
 * Soundlift's notifier.
 */
@NullMarked
package io.soundlift.notifier;

import org.jspecify.annotations.NullMarked;
