/**
 * The OpenAPI document, made of the code, and the check of answers against it.
 */
@NullMarked
package io.soundlift.gateway.openapi;

import org.jspecify.annotations.NullMarked;
