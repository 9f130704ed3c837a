package io.soundlift.cli.console;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LiveLines} and {@link TerminalSize}.
 */
class LiveLinesTests {

	private final StringWriter terminal = new StringWriter();

	private final AtomicLong nanos = new AtomicLong();

	private @Nullable TerminalSize size = new TerminalSize(24, 80);

	@Test
	void showsALineForEachWorkAndOneForTheWhole() {
		LiveLines lines = lines();
		lines.note("b.mp3 exists");
		passMillis(100);
		lines.line("a.mp4").update("Uploading");
		passMillis(100);
		lines.line("b.mp4").update("Converting");
		assertThat(screen()).containsExactly("b.mp3 exists", "a.mp4                        Uploading",
				"b.mp4                        Converting", "0 of 9");
	}

	@Test
	void keepsResultsAndRemarksAboveTheLiveLines() {
		LiveLines lines = lines();
		LiveLines.Line line = lines.line("a.mp4");
		line.update("Converting");
		lines.note("b.mp4: no sound");
		line.close();
		lines.result("a.mp3");
		assertThat(screen()).containsExactly("b.mp4: no sound", "a.mp3", "0 of 9");
		lines.close();
		lines.note("late");
		line.update("late");
		assertThat(screen()).containsExactly("b.mp4: no sound", "a.mp3", "");
	}

	@Test
	void repaintsNoMoreOftenThanAPersonSees() {
		LiveLines lines = lines();
		LiveLines.Line line = lines.line("a.mp4");
		line.update("1");
		line.update("2");
		passMillis(99);
		line.update("3");
		assertThat(screen().get(0)).endsWith(" 1");
		passMillis(1);
		line.update("4");
		assertThat(screen().get(0)).endsWith(" 4");
	}

	@Test
	void leavesRoomOnALowTerminal() {
		this.size = new TerminalSize(5, 80);
		LiveLines lines = lines();
		for (int i = 0; i < 7; i++) {
			lines.line(i + ".mp4").update("Uploading");
			passMillis(100);
		}
		assertThat(screen()).hasSize(4)
			.startsWith("0.mp4                        Uploading")
			.endsWith("and 5 more", "0 of 9");
	}

	@Test
	void fitsIntoTheWidth() {
		this.size = new TerminalSize(24, 40);
		LiveLines lines = lines();
		lines.line("a very long name of a talk, part 12.mp4").update("Converting    42 %  61x  1:30 left");
		assertThat(screen().get(0)).isEqualTo("a ver\u202612.mp4  Converting    42 %  61x");
		this.size = new TerminalSize(24, 30);
		passMillis(2000);
		lines.line("b.mp4").update("Uploading");
		assertThat(screen()).allSatisfy((line) -> assertThat(line.length()).isLessThanOrEqualTo(29));
	}

	@Test
	void showsNoControlCharactersOfNames() {
		LiveLines lines = lines();
		lines.line("a\u001b[2J\n.mp4").update("Uploading");
		lines.note("a\u001b[2J.mp4: no sound");
		assertThat(screen()).containsExactly("a?[2J.mp4: no sound", "a?[2J?.mp4                   Uploading", "0 of 9");
	}

	@Test
	void printsOnlyWhatStaysElsewhere() {
		this.size = null;
		LiveLines lines = lines();
		LiveLines.Line line = lines.line("a.mp4");
		line.update("Uploading");
		lines.result("a.mp3");
		line.close();
		lines.note("b.mp4: no sound");
		lines.close();
		assertThat(this.terminal.toString().lines()).containsExactly("a.mp3", "b.mp4: no sound");
	}

	@Test
	void readsTheAnswerOfStty() {
		assertThat(TerminalSize.parse("50 132\n")).contains(new TerminalSize(50, 132));
		assertThat(TerminalSize.parse("0 0\n")).contains(new TerminalSize(24, 80));
		assertThat(TerminalSize.parse("")).isEmpty();
	}

	private LiveLines lines() {
		PrintWriter writer = new PrintWriter(this.terminal);
		return new LiveLines(writer, writer, () -> Optional.ofNullable(this.size), this.nanos::get, () -> "0 of 9");
	}

	private void passMillis(long millis) {
		this.nanos.addAndGet(Duration.ofMillis(millis).toNanos());
	}

	/**
	 * Returns what a terminal shows.
	 */
	private List<String> screen() {
		return Screen.of(this.terminal.toString());
	}

}
