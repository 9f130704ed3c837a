package io.soundlift.converter.encode;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.soundlift.converter.ffmpeg.FfmpegRun;
import io.soundlift.converter.mpeg.FrameSink;
import io.soundlift.support.DaemonThreads;

/**
 * Thread that reads the frames of an encoder while another one feeds it with samples. A
 * failure to process the frames ends the encoder, so that nothing waits for it.
 */
final class FrameReceiver implements AutoCloseable {

	private final FfmpegRun encoder;

	private final CompletableFuture<Void> end = new CompletableFuture<>();

	FrameReceiver(FfmpegRun encoder, FrameSink sink) {
		this.encoder = encoder;
		new DaemonThreads("frames").newThread(() -> receive(sink)).start();
	}

	private void receive(FrameSink sink) {
		try {
			EncoderOutput.read(this.encoder, sink::add, Long.MAX_VALUE);
			this.end.complete(null);
		}
		catch (IOException | RuntimeException | Error ex) {
			this.encoder.close();
			this.end.completeExceptionally(ex);
		}
	}

	/**
	 * Waits until all frames are written.
	 * @throws IOException if they can't be read or written
	 * @throws RuntimeException if the encoder has failed
	 */
	void await() throws IOException {
		try {
			this.end.join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof IOException cause) {
				throw cause;
			}
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw ex;
		}
	}

	/**
	 * Ends the encoder, and waits until no more frames are written.
	 */
	@Override
	public void close() {
		this.encoder.close();
		this.end.exceptionally((trouble) -> null).join();
	}

}
