/**
 * Error answers: RFC 9457 problem details from one catalogue.
 */
@NullMarked
package io.soundlift.gateway.problem;

import org.jspecify.annotations.NullMarked;
