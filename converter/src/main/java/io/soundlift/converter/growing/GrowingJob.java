package io.soundlift.converter.growing;

import java.io.IOException;
import java.util.Map;

import io.soundlift.converter.encode.AudioEncoder;
import io.soundlift.converter.encode.EncodingTask;
import io.soundlift.converter.encode.KeptParts;
import io.soundlift.converter.encode.PartsAhead;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.ProbedVideo;
import io.soundlift.converter.ffmpeg.VideoProbe;
import io.soundlift.converter.plan.ConversionPlan;
import io.soundlift.converter.plan.ConversionPlanner;
import io.soundlift.converter.schedule.EncoderSlots;
import io.soundlift.converter.schedule.Priority;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Cover;
import io.soundlift.journey.conversion.GrowingUpload;
import io.soundlift.journey.conversion.GrowingUploads;
import io.soundlift.journey.conversion.KeptChunks;
import io.soundlift.journey.conversion.Plan;
import io.soundlift.journey.file.PartialFiles;

/**
 * The work on an incomplete upload: what can already be encoded is kept for the
 * conversion. Nothing depends on it: the conversion identifies a part by its samples.
 */
final class GrowingJob {

	private final GrowingUploads uploads;

	private final PartialFiles files;

	private final UploadedVideos videos;

	private final KeptChunks keptChunks;

	private final VideoProbe probe;

	private final ConversionPlanner planner;

	private final AudioEncoder encoder;

	private final EncoderSlots slots;

	private final Pace pace;

	private final long headBytes;

	private final long maxBytes;

	/**
	 * Creates the work.
	 * @param headBytes number of bytes that a probe reads at most
	 * @param maxBytes the maximum length of a video, holes included
	 */
	GrowingJob(GrowingUploads uploads, PartialFiles files, UploadedVideos videos, KeptChunks keptChunks,
			VideoProbe probe, ConversionPlanner planner, AudioEncoder encoder, EncoderSlots slots, Pace pace,
			long headBytes, long maxBytes) {
		this.uploads = uploads;
		this.files = files;
		this.videos = videos;
		this.keptChunks = keptChunks;
		this.probe = probe;
		this.planner = planner;
		this.encoder = encoder;
		this.slots = slots;
		this.pace = pace;
		this.headBytes = headBytes;
		this.maxBytes = maxBytes;
	}

	/**
	 * Does the work, up to the last byte of the upload.
	 * @param upload the upload, which is claimed
	 * @param session a fresh session
	 * @param handover receives the complete video and its audio
	 * @throws IOException if the bytes do not arrive, or the video can't be decoded
	 * before its end
	 * @throws RuntimeException if it can't be done for another reason
	 */
	void run(GrowingUpload upload, FfmpegSession session, UploadHandovers.Handover handover) throws IOException {
		GrowingContent content = new GrowingContent(this.uploads, this.files, upload, this.pace);
		try (Fetch fetch = Fetch.start(upload, content, session.video(), this.maxBytes, handover, this.videos)) {
			session.onStop(content::close);
			try {
				encode(upload, session, fetch, content, handover);
				// kept parts are useless unless the upload is complete
				fetch.awaitEnd();
			}
			catch (IOException | RuntimeException ex) {
				session.checkNotStopped();
				IOException trouble = fetch.trouble();
				if (trouble != null && trouble != ex) {
					// the decoder only reports that it was cut off
					trouble.addSuppressed(ex);
					throw trouble;
				}
				throw ex;
			}
		}
	}

	private void encode(GrowingUpload upload, FfmpegSession session, Fetch fetch, GrowingContent content,
			UploadHandovers.Handover handover) throws IOException {
		VideoStream stream = VideoStream.of(fetch.file(), session.video(), this.headBytes);
		ProbedVideo video = this.probe.probe(session);
		ConversionPlan plan = this.planner.plan(session, video, samplesOnly(upload.options()));
		if (plan.mode() != Plan.Mode.CHUNKED) {
			throw new NotStreamableException("It takes no time to convert it");
		}
		try (EncoderSlots.Share share = this.slots.join(upload.owner(), Priority.UPLOAD)) {
			session.excuse(() -> content.waited().plus(share.waited()));
			this.encoder.encodeAhead(new EncodingTask(session, video, plan, share, KeptParts.NONE, (audio) -> {
			}), stream, new PartsAhead(this.keptChunks, upload.id()), handover::offer);
		}
	}

	/**
	 * Returns the maximum length of an upload.
	 * @return bytes
	 */
	long maxBytes() {
		return this.maxBytes;
	}

	/**
	 * Returns the maximum disk space for the samples of an upload.
	 * @return bytes
	 */
	long maxSampleBytes() {
		return this.encoder.maxSampleBytes();
	}

	/**
	 * Returns whether the samples of a conversion can be determined before the whole
	 * video has arrived, and extend to its end: an upload that is never completed must
	 * leave nothing behind.
	 */
	static boolean isPossible(ConversionOptions options) {
		return !options.normalizes() && options.end() == null;
	}

	/**
	 * Returns options without those that do not affect the samples but would require the
	 * whole video.
	 */
	private static ConversionOptions samplesOnly(ConversionOptions options) {
		return new ConversionOptions(options.bitrate(), options.quality(), options.encodingChosen(), options.channels(),
				options.sampleRate(), options.start(), options.end(), false, options.track(), false, Map.of(),
				new Cover(Cover.Source.NONE, null), false);
	}

}
