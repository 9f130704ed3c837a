/**
 * Tests for proxies.
 */
@NullMarked
package io.soundlift.gateway.proxy;

import org.jspecify.annotations.NullMarked;
