package io.soundlift.cli.conversion;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.soundlift.cli.console.LiveLines;
import io.soundlift.cli.console.Pause;
import io.soundlift.cli.console.Terminal;
import picocli.CommandLine;

/**
 * Runs of a {@link Batch} without a command around it.
 */
final class TestBatch {

	private TestBatch() {
	}

	/**
	 * Converts the videos of a folder.
	 * @param mp3s where the MP3s go
	 * @param api the server
	 * @param pause waits between two requests
	 * @param out receives the output
	 * @param err receives the progress
	 */
	static BatchSummary run(Path videos, Path mp3s, StubConversions api, Pause pause, Writer out, Writer err)
			throws Exception {
		List<Input> inputs = Inputs.find(List.of(videos), mp3s, false);
		BatchSummary summary = new BatchSummary("converted", inputs.size(), 0, System::nanoTime);
		LinesSource command = new LinesSource();
		CommandLine commandLine = new CommandLine(command);
		commandLine.setOut(new PrintWriter(out, true));
		commandLine.setErr(new PrintWriter(err, true));
		try (LiveLines lines = command.terminal.liveLines(false, summary::progress)) {
			new Batch(api.client(pause), null,
					new Batch.Settings(Batch.USUALLY_UNDER_WAY, false, false, false, false, Map.of()), summary, lines,
					pause, () -> polling(pause))
				.run(inputs);
		}
		return summary;
	}

	private static Changes polling(Pause pause) {
		return () -> {
			pause.await(Waiting.INTERVAL);
			return Optional.empty();
		};
	}

	/**
	 * A command that does nothing but show lines.
	 */
	@CommandLine.Command
	static final class LinesSource {

		@CommandLine.Mixin
		private final Terminal terminal = new Terminal();

	}

}
