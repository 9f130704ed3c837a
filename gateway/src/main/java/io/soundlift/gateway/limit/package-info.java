/**
 * What one account may use, counted in the database so that it holds for all gateways
 * together.
 */
@NullMarked
package io.soundlift.gateway.limit;

import org.jspecify.annotations.NullMarked;
