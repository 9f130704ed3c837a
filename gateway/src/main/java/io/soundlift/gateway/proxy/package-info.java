/**
 * Proxies in front of the gateway, and the addresses of clients that they report.
 */
@NullMarked
package io.soundlift.gateway.proxy;

import org.jspecify.annotations.NullMarked;
