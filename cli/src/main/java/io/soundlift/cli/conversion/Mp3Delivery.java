package io.soundlift.cli.conversion;

import java.io.IOException;
import java.nio.file.Path;

import io.soundlift.cli.console.Pause;
import io.soundlift.cli.console.ProgressLine;
import io.soundlift.cli.console.Terminal;

/**
 * Waits for the end of one conversion, and downloads its MP3. If the command is
 * interrupted, it prints how to get the MP3 later.
 */
final class Mp3Delivery {

	private final ConversionsApi api;

	private final Terminal terminal;

	private final ProgressLine progress;

	private final boolean force;

	/**
	 * Creates a delivery.
	 * @param api the server
	 * @param terminal terminal of the user
	 * @param progress display of the progress
	 * @param force whether the MP3 may replace a file
	 */
	Mp3Delivery(ConversionsApi api, Terminal terminal, ProgressLine progress, boolean force) {
		this.api = api;
		this.terminal = terminal;
		this.progress = progress;
		this.force = force;
	}

	/**
	 * Waits for the end, and downloads the MP3 if there is one.
	 * @param accepted the conversion
	 * @param target target of the MP3
	 * @return the conversion when it ended
	 * @throws InterruptedException if the command is interrupted
	 */
	Conversion await(Conversion accepted, Path target) throws IOException, InterruptedException {
		Thread hint = new Thread(() -> {
			this.progress.clear();
			this.terminal.err()
				.println("The conversion goes on at the server. For its MP3: soundlift download " + accepted.id());
			Downloader.removePartial(accepted.id(), target, this.terminal.err());
		});
		Runtime.getRuntime().addShutdownHook(hint);
		try {
			Conversion ended = awaitEnd(accepted);
			if (ended.mp3() != null) {
				new Downloader(this.api, this.progress, Pause.REAL).download(ended.id(), ended.mp3(), target,
						this.force);
			}
			return ended;
		}
		finally {
			ConvertCommand.removeHook(hint);
		}
	}

	private Conversion awaitEnd(Conversion accepted) throws InterruptedException {
		try (Changes changes = LiveChanges.ofConversion(this.api, accepted.id())) {
			return new Waiting(this.api, this.progress, changes).await(accepted);
		}
	}

}
