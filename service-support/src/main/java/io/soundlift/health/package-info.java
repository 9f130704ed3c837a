/**
 * Health indicators in addition to those of Spring Boot.
 */
@NullMarked
package io.soundlift.health;

import org.jspecify.annotations.NullMarked;
