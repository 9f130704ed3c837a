package io.soundlift.system;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Tests that start a system of their own. It has nothing in common with the shared one,
 * beside which it runs; only a third one would be too much for a small machine.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ResourceLock("own system")
@interface OnOwnSystem {

}
