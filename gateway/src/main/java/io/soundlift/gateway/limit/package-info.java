/**
 * Limits of accounts, counted in the database so that they apply across all gateways.
 */
@NullMarked
package io.soundlift.gateway.limit;

import org.jspecify.annotations.NullMarked;
