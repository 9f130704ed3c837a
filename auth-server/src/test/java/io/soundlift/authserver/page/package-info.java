/**
 * Tests of what pages have in common.
 */
@NullMarked
package io.soundlift.authserver.page;

import org.jspecify.annotations.NullMarked;
