/**
 * Tests of the servers that run inside this process.
 */
@NullMarked
package io.soundlift.embedded;

import org.jspecify.annotations.NullMarked;
