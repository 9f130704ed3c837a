/**
 * Pages for a forgotten password.
 */
@NullMarked
package io.soundlift.authserver.recovery.web;

import org.jspecify.annotations.NullMarked;
