/**
 * Which mails were sent, so that each is sent once.
 */
@NullMarked
package io.soundlift.notifier.ledger;

import org.jspecify.annotations.NullMarked;
