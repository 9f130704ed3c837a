/**
 * Texts of the gateway's pages in all languages.
 */
@NullMarked
package io.soundlift.gateway.text;

import org.jspecify.annotations.NullMarked;
