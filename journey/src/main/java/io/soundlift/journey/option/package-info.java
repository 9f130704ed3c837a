/**
 * The catalogue of the options of a conversion. It needs nothing but Java, since the
 * command line uses it without the libraries of the services.
 */
@NullMarked
package io.soundlift.journey.option;

import org.jspecify.annotations.NullMarked;
