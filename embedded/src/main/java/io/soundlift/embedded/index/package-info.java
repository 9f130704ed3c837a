/**
 * Ordered secondary indexes for mongo-java-server's H2 backend.
 */
@NullMarked
package io.soundlift.embedded.index;

import org.jspecify.annotations.NullMarked;
