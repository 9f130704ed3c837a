/**
 * Tests.
 */
@NullMarked
package io.soundlift.cli.account;

import org.jspecify.annotations.NullMarked;
