/**
 * Texts of the gateway's pages in the languages that there are.
 */
@NullMarked
package io.soundlift.gateway.text;

import org.jspecify.annotations.NullMarked;
