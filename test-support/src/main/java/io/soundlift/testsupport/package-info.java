/**
 * Code that the tests of all modules share.
 */
@NullMarked
package io.soundlift.testsupport;

import org.jspecify.annotations.NullMarked;
