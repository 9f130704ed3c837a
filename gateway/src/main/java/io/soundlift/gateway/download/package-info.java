/**
 * Downloads of MP3s over HTTP, whole or in part.
 */
@NullMarked
package io.soundlift.gateway.download;

import org.jspecify.annotations.NullMarked;
