package io.soundlift.converter.job;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Objects;

import io.soundlift.converter.ffmpeg.EncodedMp3;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.Mp3Encoder;
import io.soundlift.converter.ffmpeg.ProbedVideo;
import io.soundlift.converter.ffmpeg.VideoProbe;
import io.soundlift.converter.progress.WorkProgress;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.conversion.Phase;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.journey.trace.JourneyAttributes;
import io.soundlift.journey.trace.JourneyTracing;

/**
 * The work on a conversion from the stored video to the stored MP3: fetch, probe, encode,
 * store, each in a span of its own.
 */
final class ConversionJob {

	private static final String MP3_CONTENT_TYPE = "audio/mpeg";

	private final FileStore files;

	private final VideoProbe probe;

	private final Mp3Encoder encoder;

	private final JourneyTracing tracing;

	ConversionJob(FileStore files, VideoProbe probe, Mp3Encoder encoder, JourneyTracing tracing) {
		this.files = files;
		this.probe = probe;
		this.encoder = encoder;
		this.tracing = tracing;
	}

	/**
	 * Does the work.
	 * @param conversion the claimed conversion
	 * @param session a fresh session
	 * @param heartbeat told of progress
	 * @return the MP3, stored but not confirmed
	 * @throws UncheckedIOException if the video is not there, or something can't be read
	 * or written
	 */
	Mp3 run(Conversion conversion, FfmpegSession session, Heartbeat heartbeat) {
		String id = conversion.id();
		WorkProgress work = heartbeat.work();
		this.tracing.span("video.fetch", id, () -> fetch(conversion, session));
		work.enter(Phase.PROBING);
		ProbedVideo video = this.tracing.span("audio.probe", id, () -> {
			ProbedVideo probed = this.probe.probe(session);
			this.tracing.tag(JourneyAttributes.VIDEO_FORMAT, probed.format());
			return probed;
		});
		work.enter(Phase.ENCODING);
		EncodedMp3 mp3 = this.tracing.span("audio.encode", id,
				() -> encode(session, video, Objects.requireNonNull(conversion.options().bitrate()), work));
		work.enter(Phase.STORING);
		StoredFile stored = this.tracing.span("mp3.store", id, () -> store(conversion, session, mp3));
		return new Mp3(stored, mp3.length().toMillis(), mp3Name(conversion.fileName()));
	}

	private void fetch(Conversion conversion, FfmpegSession session) {
		this.tracing.tag(JourneyAttributes.VIDEO_BYTES, conversion.video().sizeBytes());
		this.tracing.tag(JourneyAttributes.VIDEO_CONTENT_TYPE, conversion.video().contentType());
		try (InputStream video = stoppable(this.files.read(Bucket.VIDEOS, conversion.video()), session)) {
			Files.copy(video, session.video());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private EncodedMp3 encode(FfmpegSession session, ProbedVideo video, int bitrate, WorkProgress work) {
		this.tracing.tag(JourneyAttributes.MP3_BITRATE, bitrate);
		long begin = System.nanoTime();
		Duration length = video.declaredLength();
		work.expect(length);
		EncodedMp3 mp3 = this.encoder.encode(session, video, bitrate, (percent) -> {
			if (length != null) {
				work.reached(length.multipliedBy(percent).dividedBy(100));
			}
		});
		long nanos = Math.max(1, System.nanoTime() - begin);
		this.tracing.tag(JourneyAttributes.AUDIO_DURATION, mp3.length().toMillis());
		this.tracing.tag(JourneyAttributes.ENCODE_SPEED, (double) mp3.length().toNanos() / nanos);
		return mp3;
	}

	private StoredFile store(Conversion conversion, FfmpegSession session, EncodedMp3 mp3) {
		try (InputStream content = stoppable(Files.newInputStream(mp3.file()), session)) {
			long size = Files.size(mp3.file());
			this.tracing.tag(JourneyAttributes.MP3_BYTES, size);
			return this.files.write(Bucket.MP3S, conversion.id(), MP3_CONTENT_TYPE, content, size);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static InputStream stoppable(InputStream content, FfmpegSession session) {
		return new FilterInputStream(content) {

			@Override
			public int read(byte[] target, int offset, int length) throws IOException {
				session.checkNotStopped();
				return super.read(target, offset, length);
			}

		};
	}

	static String mp3Name(String videoName) {
		int dot = videoName.lastIndexOf('.');
		return ((dot > 0) ? videoName.substring(0, dot) : videoName) + ".mp3";
	}

}
