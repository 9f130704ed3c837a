package io.soundlift.connection;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CutOffs}.
 */
class CutOffsTests {

	private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1);

	private final CutOffs cutOffs = new CutOffs(2, this.nanoTime::get);

	@BeforeEach
	void serveSomebodyElse() {
		this.cutOffs.finished("other");
	}

	@Test
	void refusesNetworkBeyondItsNumberOnly() {
		cutOff("a", 2);
		assertThat(this.cutOffs.isRefused("a")).isFalse();
		cutOff("a", 1);
		cutOff("b", 2);
		assertThat(this.cutOffs.isRefused("a")).isTrue();
		assertThat(this.cutOffs.isRefused("b")).isFalse();
		assertThat(this.cutOffs.isRefused("c")).isFalse();
	}

	@Test
	void letsNetworkInAfterTenSeconds() {
		cutOff("a", 3);
		this.nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(10));
		assertThat(this.cutOffs.isRefused("a")).isTrue();
		this.nanoTime.incrementAndGet();
		assertThat(this.cutOffs.isRefused("a")).isFalse();
	}

	@Test
	void letsNetworkInWhoseRequestsAreAnswered() {
		cutOff("proxy", 3);
		for (int i = 0; i < 3; i++) {
			this.cutOffs.finished("proxy");
		}
		assertThat(this.cutOffs.isRefused("proxy")).isFalse();
		cutOff("proxy", 1);
		assertThat(this.cutOffs.isRefused("proxy")).isTrue();
	}

	@Test
	void letsNetworkInWhileNobodyElseIsServed() {
		CutOffs alone = new CutOffs(2, this.nanoTime::get);
		for (int i = 0; i < 9; i++) {
			alone.cutOff("a");
		}
		alone.finished("a");
		alone.finished("");
		assertThat(alone.isRefused("a")).isFalse();
		alone.finished("b");
		alone.finished("a");
		assertThat(alone.isRefused("a")).isTrue();
	}

	@Test
	void refusesNobodyWhenItIsOff() {
		CutOffs off = new CutOffs(0, this.nanoTime::get);
		off.cutOff("a");
		off.cutOff("a");
		off.finished("b");
		assertThat(off.isRefused("a")).isFalse();
	}

	private void cutOff(String network, int count) {
		for (int i = 0; i < count; i++) {
			this.cutOffs.cutOff(network);
		}
	}

}
