/**
 * Uploads of videos over HTTP, as a raw body or as a form.
 */
@NullMarked
package io.soundlift.gateway.upload;

import org.jspecify.annotations.NullMarked;
