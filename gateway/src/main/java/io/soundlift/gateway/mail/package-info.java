/**
 * Whether accounts get mails: over the API, and by the links in their mails.
 */
@NullMarked
package io.soundlift.gateway.mail;

import org.jspecify.annotations.NullMarked;
