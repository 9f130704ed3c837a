/**
 * Delivery of mails about ended conversions, also after failures.
 */
@NullMarked
package io.soundlift.notifier.delivery;

import org.jspecify.annotations.NullMarked;
