/**
 * Limits on the resources of the web server that untrusted connections may use.
 */
@NullMarked
package io.soundlift.connection;

import org.jspecify.annotations.NullMarked;
