/**
 * Error pages.
 */
@NullMarked
package io.soundlift.authserver.page.web;

import org.jspecify.annotations.NullMarked;
