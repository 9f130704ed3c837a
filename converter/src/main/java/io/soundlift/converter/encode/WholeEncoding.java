package io.soundlift.converter.encode;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;

import io.soundlift.converter.decode.AudioFormat;
import io.soundlift.converter.decode.SampleSource;
import io.soundlift.converter.ffmpeg.FfmpegCommand;
import io.soundlift.converter.ffmpeg.FfmpegRun;
import io.soundlift.converter.ffmpeg.UnusableVideoException;
import io.soundlift.converter.mpeg.DelayAndPadding;
import io.soundlift.converter.mpeg.Mp3FileWriter;
import io.soundlift.converter.schedule.EncoderSlots;

/**
 * Encoding of audio with one encoder. Its result defines what joined chunks have to
 * equal.
 */
final class WholeEncoding {

	private static final int BUFFER = 256 * 1024;

	private final EncodingTask task;

	private final AudioFormat format;

	private final Duration maxLength;

	private final Duration longestInOneSlot;

	/**
	 * An encoding.
	 * @param task what it takes
	 * @param maxLength the maximum length of the audio
	 * @param longestInOneSlot the maximum length for which it may keep its slot
	 */
	WholeEncoding(EncodingTask task, Duration maxLength, Duration longestInOneSlot) {
		this.task = task;
		this.format = task.plan().format();
		this.maxLength = maxLength;
		this.longestInOneSlot = longestInOneSlot;
	}

	/**
	 * Encodes the audio.
	 * @param writer takes the frames
	 * @return what has become of it
	 * @throws UnusableVideoException if the audio can't be decoded or is too long
	 * @throws DeclaredLengthExceededException if it is longer than it may be in one slot
	 */
	EncodedAudio encode(Mp3FileWriter writer) {
		this.task.session().onStop(this.task.share()::stop);
		try {
			EncoderSlots.Slot slot = this.task.share().acquire();
			try {
				return encodeInSlot(writer);
			}
			finally {
				slot.close();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.task.session().checkNotStopped();
			throw new CancellationException("Interrupted while encoding");
		}
		catch (CancellationException ex) {
			this.task.session().checkNotStopped();
			throw ex;
		}
		catch (IOException ex) {
			this.task.session().checkNotStopped();
			throw new UncheckedIOException(ex);
		}
	}

	private EncodedAudio encodeInSlot(Mp3FileWriter writer) throws IOException {
		try (SampleSource decoder = this.task.decode(this.maxLength);
				FfmpegRun encoder = this.task.session()
					.start(new FfmpegCommand(FfmpegArguments.encode(this.task.plan()), new FfmpegCommand.FromPipe()));
				FrameReceiver receiver = new FrameReceiver(encoder, writer)) {
			PeakMeter meter = new PeakMeter(this.format);
			long samples = pump(meter.measure(decoder.samples()), encoder, receiver) / this.format.sampleBytes();
			decoder.await();
			LengthLimit.check(this.format.playingTime(samples), this.maxLength, this.task.plan().trim());
			receiver.await();
			return new EncodedAudio(samples, DelayAndPadding.ofLame(writer.samples(), samples), 1, 0, 0, meter.peaks(),
					decoder.messages());
		}
	}

	private long pump(InputStream samples, FfmpegRun encoder, FrameReceiver receiver) throws IOException {
		byte[] buffer = new byte[BUFFER];
		long bytes = 0;
		long reported = 0;
		try (OutputStream target = encoder.input()) {
			for (int read = samples.read(buffer); read >= 0; read = samples.read(buffer)) {
				target.write(buffer, 0, read);
				bytes += read;
				checkLength(bytes);
				long seconds = bytes / this.format.sampleBytes() / this.format.sampleRate();
				if (seconds > reported) {
					reported = seconds;
					this.task.listener().encoded(Duration.ofSeconds(seconds));
				}
			}
		}
		catch (IOException ex) {
			// why the encoder accepts no more samples is reported where its frames are
			// read
			receiver.await();
			throw ex;
		}
		return bytes;
	}

	private void checkLength(long bytes) {
		Duration length = this.format.playingTime(bytes / this.format.sampleBytes());
		// audio that is also too long is reported as such once it has ended
		if (length.compareTo(this.longestInOneSlot) > 0 && this.longestInOneSlot.compareTo(this.maxLength) < 0) {
			throw new DeclaredLengthExceededException();
		}
	}

}
