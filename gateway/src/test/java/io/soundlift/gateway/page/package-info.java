/**
 * Tests of the page.
 */
@NullMarked
package io.soundlift.gateway.page;

import org.jspecify.annotations.NullMarked;
