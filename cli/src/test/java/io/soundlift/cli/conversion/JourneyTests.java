package io.soundlift.cli.conversion;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneOffset;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Http;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JourneyCommand} and {@link JourneyTree}.
 */
class JourneyTests {

	private final StubApi api = new StubApi();

	private final StringWriter out = new StringWriter();

	@AfterEach
	void stop() {
		this.api.close();
	}

	@Test
	void printsEachStepBelowTheOneThatItIsPartOf() throws IOException {
		Journey journey = Http.parse(this.api.client().journey(StubApi.ID), Journey.class);
		new JourneyTree(new PrintWriter(this.out, true), ZoneOffset.UTC).print(journey);
		assertThat(this.out.toString().lines()).containsExactly(
				"FAILED, in all 1 min 5 s since 2026-01-01 12:00:00, trace 4bf92f3577b34da6a3ce929d0e0e4736",
				"     +0 ms     120 ms  Receive the upload  gateway",
				"     +1 ms      80 ms    Store the video   gateway, newThing 7, 1.2 MB",
				"+1 min 2 s      3.0 s  Convert, attempt 2  converter, failed, no-audio, delivered again",
				"Downloaded 2026-01-02 12:00:00, in 12 ms", "There is more than is shown here.",
				"Grafana: https://grafana.example/d/x");
	}

	@Test
	void printsTheAnswerAsItIsWhenAskedForJson() throws IOException {
		assertThat(run(StubApi.ID, "--json").stripTrailing()).isEqualTo(StubApi.JOURNEY);
		assertThat(run(StubApi.ID)).startsWith("FAILED, in all");
	}

	@Test
	void saysWhatTheServerSaysOfAnUnknownConversion() {
		assertThatExceptionOfType(CommandException.class).isThrownBy(() -> run("f".repeat(32)))
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(ExitCode.REFUSED))
			.withMessageContaining("no-such-conversion");
	}

	private String run(String... arguments) throws IOException {
		JourneyCommand command = new JourneyCommand();
		CommandLine commandLine = new CommandLine(command);
		commandLine.setOut(new PrintWriter(this.out, true));
		commandLine.parseArgs(arguments);
		this.out.getBuffer().setLength(0);
		command.run(this.api.client());
		return this.out.toString();
	}

}
