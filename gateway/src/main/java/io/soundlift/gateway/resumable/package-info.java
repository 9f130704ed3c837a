/**
 * Uploads that can be interrupted and go on, at any gateway: tus 1.0.0.
 */
@NullMarked
package io.soundlift.gateway.resumable;

import org.jspecify.annotations.NullMarked;
