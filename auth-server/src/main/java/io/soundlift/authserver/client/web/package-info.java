/**
 * Pages on which people have API clients.
 */
@NullMarked
package io.soundlift.authserver.client.web;

import org.jspecify.annotations.NullMarked;
