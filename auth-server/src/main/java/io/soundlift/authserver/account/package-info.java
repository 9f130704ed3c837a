/**
 * Accounts of people and how they prove who they are.
 */
@NullMarked
package io.soundlift.authserver.account;

import org.jspecify.annotations.NullMarked;
