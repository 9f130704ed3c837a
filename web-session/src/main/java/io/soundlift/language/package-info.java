/**
 * Languages of the pages that gateway and authorization server show.
 */
@NullMarked
package io.soundlift.language;

import org.jspecify.annotations.NullMarked;
