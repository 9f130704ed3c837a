package io.soundlift.converter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalInt;

import io.soundlift.converter.encode.AudioEncoder;
import io.soundlift.converter.encode.EncodingTask;
import io.soundlift.converter.encode.KeptParts;
import io.soundlift.converter.encode.OpenParts;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.ProbedVideo;
import io.soundlift.converter.ffmpeg.VideoProbe;
import io.soundlift.converter.plan.ConversionPlan;
import io.soundlift.converter.plan.ConversionPlanner;
import io.soundlift.converter.schedule.EncoderSlots;
import io.soundlift.converter.schedule.Priority;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Plan;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileStore;

/**
 * The work on chunks of another converter's conversion. Nothing depends on it: what it
 * does not encode, the other converter does.
 */
final class ChunkHelper {

	private final FileStore files;

	private final VideoProbe probe;

	private final ConversionPlanner planner;

	private final AudioEncoder encoder;

	private final EncoderSlots slots;

	ChunkHelper(FileStore files, VideoProbe probe, ConversionPlanner planner, AudioEncoder encoder,
			EncoderSlots slots) {
		this.files = files;
		this.probe = probe;
		this.planner = planner;
		this.encoder = encoder;
		this.slots = slots;
	}

	/**
	 * Returns the maximum disk space for the samples of one audio.
	 * @return bytes
	 */
	long maxSampleBytes() {
		return this.encoder.maxSampleBytes();
	}

	/**
	 * Encodes chunks, up to the end of the audio.
	 * @param conversion the conversion
	 * @param name what the other converter names its chunks
	 * @param session a fresh session
	 * @param parts the chunks
	 * @return how many were encoded; empty if chunks of this converter would be different
	 * @throws RuntimeException if the audio can't be encoded, for whatever reason
	 */
	OptionalInt help(Conversion conversion, String name, FfmpegSession session, OpenParts parts) {
		try {
			this.files.copy(Bucket.VIDEOS, conversion.video(), session.video(), session::stoppable);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		ProbedVideo video = this.probe.probe(session);
		ConversionPlan plan = this.planner.plan(session, video, conversion.options());
		if (plan.mode() != Plan.Mode.CHUNKED
				|| !this.encoder.chunksName(conversion.video().sha256(), plan).equals(name)) {
			return OptionalInt.empty();
		}
		try (EncoderSlots.Share share = this.slots.join(conversion.owner(), Priority.HELP)) {
			session.excuse(share::waited);
			return OptionalInt
				.of(this.encoder.help(new EncodingTask(session, video, plan, share, KeptParts.NONE, (audio) -> {
				}), parts));
		}
	}

}
