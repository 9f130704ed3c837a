/**
 * Whether the database has room for more videos.
 */
@NullMarked
package io.soundlift.gateway.space;

import org.jspecify.annotations.NullMarked;
