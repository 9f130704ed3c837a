/**
 * Uploads that can be interrupted and continued, at any gateway: tus 1.0.0 and the IETF's
 * draft of resumable uploads.
 */
@NullMarked
package io.soundlift.gateway.resumable;

import org.jspecify.annotations.NullMarked;
