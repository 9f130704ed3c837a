/**
 * From a conversion that has ended to a mail that is sent, also after trouble.
 */
@NullMarked
package io.soundlift.notifier.delivery;

import org.jspecify.annotations.NullMarked;
