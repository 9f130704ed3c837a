package io.soundlift.cli.conversion;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Pause;
import io.soundlift.cli.console.ProgressDisplay;
import io.soundlift.cli.console.Sizes;
import io.soundlift.journey.conversion.FileNames;

/**
 * Download of an MP3 into a partial file, which can be resumed, and which is moved to its
 * target only if its SHA-256 is correct.
 */
final class Downloader {

	/** Adds up to ten seconds of pauses. */
	private static final int USUAL_FAILURES = 5;

	private static final int BUFFER_BYTES = 64 * 1024;

	private final ConversionsApi api;

	private final ProgressDisplay progress;

	private final Pause pause;

	private final int maxFailures;

	Downloader(ConversionsApi api, ProgressDisplay progress, Pause pause) {
		this(api, progress, pause, USUAL_FAILURES);
	}

	/**
	 * Creates a downloader.
	 * @param api the server
	 * @param progress receives the progress of the download
	 * @param pause pauses after a failure, a second longer each time
	 * @param maxFailures number of consecutive failures without any progress that end the
	 * download
	 */
	Downloader(ConversionsApi api, ProgressDisplay progress, Pause pause, int maxFailures) {
		this.api = api;
		this.progress = progress;
		this.pause = pause;
		this.maxFailures = maxFailures;
	}

	/**
	 * Returns the file that holds a download until it is complete.
	 * @param id the conversion's id
	 * @param target target of the MP3
	 */
	static Path partial(String id, Path target) {
		String ending = "." + id + ".part";
		String name = FileNames.fit(target.getFileName().toString(), FileNames.MAX_BYTES - ending.length() - 1);
		return target.resolveSibling("." + name + ending);
	}

	/**
	 * Removes the partial file of an aborted download.
	 * @param id the conversion's id
	 * @param target target of the MP3
	 * @param err receives an error if it can't be removed
	 */
	static void removePartial(String id, Path target, PrintWriter err) {
		Path partial = partial(id, target);
		try {
			Files.deleteIfExists(partial);
		}
		catch (IOException ex) {
			err.println("Could not remove " + partial + ".");
		}
	}

	/**
	 * Downloads an MP3.
	 * @param id the conversion's id
	 * @param mp3 its description from the server
	 * @param target target of the MP3
	 * @param force whether to replace an existing file
	 * @throws IOException if a local file can't be written, or the connection breaks
	 * repeatedly
	 * @throws InterruptedException if the command is interrupted
	 */
	void download(String id, Conversion.Mp3 mp3, Path target, boolean force) throws IOException, InterruptedException {
		Path partial = partial(id, target);
		int failures = 0;
		while (size(partial) != mp3.sizeBytes()) {
			long before = size(partial);
			try {
				receive(id, mp3, partial);
			}
			catch (ConnectionBrokenException ex) {
				failures = (size(partial) > before) ? 1 : failures + 1;
				if (failures >= this.maxFailures) {
					throw new CommandException(ExitCode.UNREACHABLE, "The connection broke during the download: "
							+ ex.getMessage() + " To go on: soundlift download " + id, ex);
				}
				this.progress.update("Waiting for the server to answer again");
				this.pause.await(Duration.ofSeconds(failures));
			}
		}
		verify(partial, mp3);
		move(partial, target, force);
		this.progress.done("Downloaded " + target + ", " + Sizes.describe(mp3.sizeBytes()));
	}

	private void receive(String id, Conversion.Mp3 mp3, Path partial) throws IOException, ConnectionBrokenException {
		if (size(partial) > mp3.sizeBytes()) {
			Files.delete(partial);
		}
		try (InputStream body = open(id, mp3, partial); OutputStream file = append(partial)) {
			byte[] buffer = new byte[BUFFER_BYTES];
			long received = size(partial);
			for (int count = read(body, buffer); count != -1; count = read(body, buffer)) {
				write(file, buffer, count, id, partial);
				received += count;
				this.progress.update("Downloading  %3d %%  %s of %s".formatted(Sizes.percent(received, mp3.sizeBytes()),
						Sizes.describe(received), Sizes.describe(mp3.sizeBytes())));
			}
		}
		if (size(partial) != mp3.sizeBytes()) {
			throw new ConnectionBrokenException("The server sent %s of %s".formatted(Sizes.describe(size(partial)),
					Sizes.describe(mp3.sizeBytes())));
		}
	}

	private InputStream open(String id, Conversion.Mp3 mp3, Path partial)
			throws IOException, ConnectionBrokenException {
		HttpResponse<InputStream> response;
		try {
			response = this.api.download(id, size(partial), "\"" + mp3.sha256() + "\"");
		}
		catch (IOException ex) {
			throw new ConnectionBrokenException(ex);
		}
		catch (CommandException ex) {
			if (Waiting.isPermanent(ex)) {
				throw ex;
			}
			throw new ConnectionBrokenException(ex);
		}
		if (response.statusCode() == 200) {
			// all of it, because the server has another version or no ranges
			Files.deleteIfExists(partial);
		}
		return response.body();
	}

	private static int read(InputStream body, byte[] buffer) throws ConnectionBrokenException {
		try {
			return body.read(buffer);
		}
		catch (IOException ex) {
			throw new ConnectionBrokenException(ex);
		}
	}

	private static void write(OutputStream file, byte[] buffer, int count, String id, Path partial) {
		try {
			file.write(buffer, 0, count);
		}
		catch (IOException ex) {
			throw new CommandException(ExitCode.FILE,
					"The MP3 could not be written" + Uploader.words(ex) + ". The part that has come is in " + partial
							+ ". To go on when there is room: soundlift download " + id + " into the same folder.",
					ex);
		}
	}

	private static OutputStream append(Path partial) throws IOException {
		return Files.newOutputStream(partial, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

	private static long size(Path file) throws IOException {
		return Files.exists(file) ? Files.size(file) : 0;
	}

	private static void verify(Path partial, Conversion.Mp3 mp3) throws IOException {
		if (!Sha256.of(partial).equals(mp3.sha256())) {
			Files.delete(partial);
			throw new CommandException(ExitCode.DAMAGED,
					"What arrived is not the MP3 that the server has (its SHA-256 differs). Try again.");
		}
	}

	private static void move(Path partial, Path target, boolean force) throws IOException {
		Targets.requireReplaceable(target);
		if (force) {
			Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
			return;
		}
		Targets.requireAbsent(target);
		// a plain move: it fails if the file has been created since
		Files.move(partial, target);
	}

	/**
	 * Thrown when the server's side of a download fails, which may be retried.
	 */
	private static final class ConnectionBrokenException extends Exception {

		ConnectionBrokenException(String message) {
			super(message + ".");
		}

		ConnectionBrokenException(IOException cause) {
			super(cause.getMessage() + ".", cause);
		}

		ConnectionBrokenException(CommandException cause) {
			super(cause.getMessage(), cause);
		}

	}

}
