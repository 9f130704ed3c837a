/**
 * Shows operators how much work waits.
 */
@NullMarked
package io.soundlift.gateway.backlog;

import org.jspecify.annotations.NullMarked;
