/**
 * Accounts and clients that exist from the first start.
 */
@NullMarked
package io.soundlift.authserver.provisioning;

import org.jspecify.annotations.NullMarked;
