/**
 * Bounds on what connections of strangers may use of the web server.
 */
@NullMarked
package io.soundlift.connection;

import org.jspecify.annotations.NullMarked;
