/**
 * Access rules, and whose trace a request belongs to.
 */
@NullMarked
package io.soundlift.gateway.security;

import org.jspecify.annotations.NullMarked;
