package io.soundlift.cli.console;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProgressLine} and {@link Sizes}.
 */
class ProgressLineTests {

	private static final String NEWLINE = System.lineSeparator();

	private final StringWriter written = new StringWriter();

	private final AtomicLong nanos = new AtomicLong();

	@Test
	void rewritesItsLineInTerminal() {
		ProgressLine progress = progress(true);
		progress.update("10 % of all");
		this.nanos.addAndGet(Duration.ofMillis(200).toNanos());
		progress.update("20 %");
		progress.done("done");
		assertThat(this.written).hasToString("\r10 % of all\r20 %       \rdone" + NEWLINE);
	}

	@Test
	void skipsStatesThatFollowTooFast() {
		ProgressLine progress = progress(true);
		progress.update("1");
		progress.update("2");
		this.nanos.addAndGet(Duration.ofMillis(99).toNanos());
		progress.update("3");
		this.nanos.addAndGet(Duration.ofMillis(1).toNanos());
		progress.update("4");
		assertThat(this.written).hasToString("\r1\r4");
	}

	@Test
	void printsPlainLinesNowAndThenElsewhere() {
		ProgressLine progress = progress(false);
		progress.update("1");
		this.nanos.addAndGet(Duration.ofSeconds(4).toNanos());
		progress.update("2");
		this.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
		progress.update("3");
		progress.done("end");
		assertThat(this.written).hasToString("1" + NEWLINE + "3" + NEWLINE + "end" + NEWLINE);
	}

	@Test
	void takesItsLineAway() {
		ProgressLine progress = progress(true);
		progress.update("abc");
		progress.clear();
		assertThat(this.written).hasToString("\rabc\r   \r");
	}

	@Test
	void describesSizesInDecimalUnits() {
		assertThat(Sizes.describe(999)).isEqualTo("999 B");
		assertThat(Sizes.describe(1500)).isEqualTo("1.5 kB");
		assertThat(Sizes.describe(999_960)).isEqualTo("1.0 MB");
		assertThat(Sizes.describe(3_200_000_000L)).isEqualTo("3.2 GB");
		assertThat(Sizes.rate(10_000_000, Duration.ofSeconds(4))).isEqualTo("2.5 MB/s");
		assertThat(Sizes.percent(1, 3)).isEqualTo(33);
		assertThat(Sizes.percent(0, 0)).isEqualTo(100);
		assertThat(Sizes.percent(Long.MAX_VALUE / 200, Long.MAX_VALUE / 100)).isEqualTo(50);
	}

	private ProgressLine progress(boolean interactive) {
		return new ProgressLine(new PrintWriter(this.written), interactive, this.nanos::get);
	}

}
