/**
 * The web page for signed-in people, as static files.
 */
@NullMarked
package io.soundlift.gateway.page;

import org.jspecify.annotations.NullMarked;
