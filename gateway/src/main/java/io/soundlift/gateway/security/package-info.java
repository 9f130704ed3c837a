/**
 * Access rules, and protection of traces and addresses against forged headers.
 */
@NullMarked
package io.soundlift.gateway.security;

import org.jspecify.annotations.NullMarked;
