/**
 * What all pages have in common: public address, content security policy, security of
 * forms.
 */
@NullMarked
package io.soundlift.authserver.page;

import org.jspecify.annotations.NullMarked;
