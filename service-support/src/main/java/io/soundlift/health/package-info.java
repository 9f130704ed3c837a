/**
 * Health that services show beyond Spring Boot's own.
 */
@NullMarked
package io.soundlift.health;

import org.jspecify.annotations.NullMarked;
