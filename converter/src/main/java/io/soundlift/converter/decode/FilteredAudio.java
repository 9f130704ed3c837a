package io.soundlift.converter.decode;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.soundlift.converter.ffmpeg.DecodingFailures;
import io.soundlift.converter.ffmpeg.FfmpegCommand;
import io.soundlift.converter.ffmpeg.FfmpegOutput;
import io.soundlift.converter.ffmpeg.FfmpegRun;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.support.DaemonThreads;

/**
 * Samples that pass through filters in a separate run of ffmpeg, which a thread feeds.
 * These filters may keep state, because the format of their input never changes.
 */
final class FilteredAudio implements SampleSource {

	private static final int BUFFER = 256 * 1024;

	private final SampleSource source;

	private final FfmpegRun run;

	private final CompletableFuture<Void> fed = new CompletableFuture<>();

	/**
	 * Starts the filters.
	 * @param session the session
	 * @param source the samples to filter, closed together with this audio
	 * @param format format of the samples
	 * @param output ffmpeg arguments for the filters and their output
	 */
	FilteredAudio(FfmpegSession session, SampleSource source, AudioFormat format, List<String> output) {
		this.source = source;
		List<String> arguments = new ArrayList<>(format.input("pipe:0"));
		arguments.addAll(output);
		this.run = session.start(new FfmpegCommand(arguments, new FfmpegCommand.FromPipe()));
		new DaemonThreads("samples").newThread(this::feed).start();
	}

	private void feed() {
		byte[] buffer = new byte[BUFFER];
		InputStream samples = this.source.samples();
		try (OutputStream target = this.run.input()) {
			for (int read = samples.read(buffer); read >= 0; read = samples.read(buffer)) {
				target.write(buffer, 0, read);
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			this.source.kill();
			this.fed.completeExceptionally(ex);
		}
		this.fed.complete(null);
	}

	@Override
	public InputStream samples() {
		return this.run.output();
	}

	@Override
	public void await() {
		try {
			this.fed.join();
		}
		catch (CompletionException ex) {
			// if the filters have failed, that is the reason
			if (!this.run.await()) {
				throw DecodingFailures.ofEncoder(this.run);
			}
			if (ex.getCause() instanceof IOException cause) {
				throw new UncheckedIOException(cause);
			}
			throw ex;
		}
		this.source.await();
		if (!this.run.await()) {
			throw DecodingFailures.ofEncoder(this.run);
		}
	}

	@Override
	public FfmpegOutput messages() {
		return this.source.messages();
	}

	/**
	 * Returns the messages that ffmpeg wrote while it filtered.
	 * @return its messages so far
	 */
	FfmpegOutput filterMessages() {
		return this.run.messages();
	}

	@Override
	public void kill() {
		this.source.kill();
		this.run.close();
	}

}
