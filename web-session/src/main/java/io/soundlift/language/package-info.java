/**
 * Languages of the pages of gateway and authorization server.
 */
@NullMarked
package io.soundlift.language;

import org.jspecify.annotations.NullMarked;
