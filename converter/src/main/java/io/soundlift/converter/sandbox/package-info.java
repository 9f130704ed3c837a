/**
 * Isolation of programs that read untrusted files, by the layers that this system
 * permits.
 */
@NullMarked
package io.soundlift.converter.sandbox;

import org.jspecify.annotations.NullMarked;
