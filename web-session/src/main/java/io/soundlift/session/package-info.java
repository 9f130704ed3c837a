/**
 * Browser sessions in MongoDB, shared by all replicas of a service.
 */
@NullMarked
package io.soundlift.session;

import org.jspecify.annotations.NullMarked;
