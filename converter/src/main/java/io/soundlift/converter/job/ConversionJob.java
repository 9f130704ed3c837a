package io.soundlift.converter.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

import io.soundlift.converter.decode.PacketList;
import io.soundlift.converter.encode.AudioEncoder;
import io.soundlift.converter.encode.EncodedMp3;
import io.soundlift.converter.encode.EncodingTask;
import io.soundlift.converter.encode.KeptParts;
import io.soundlift.converter.encode.PartsAhead;
import io.soundlift.converter.ffmpeg.Defect;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.ProbedVideo;
import io.soundlift.converter.ffmpeg.UnusableVideoException;
import io.soundlift.converter.ffmpeg.VideoProbe;
import io.soundlift.converter.fleet.Fleet;
import io.soundlift.converter.growing.UploadHandovers;
import io.soundlift.converter.plan.ConversionPlan;
import io.soundlift.converter.plan.ConversionPlanner;
import io.soundlift.converter.plan.Mp3Encoding;
import io.soundlift.converter.progress.WorkProgress;
import io.soundlift.converter.schedule.EncoderSlots;
import io.soundlift.journey.conversion.Claims;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.EncodedAhead;
import io.soundlift.journey.conversion.KeptChunks;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.conversion.Phase;
import io.soundlift.journey.conversion.Plan;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.journey.trace.JourneyAttributes;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.journey.usage.StorageQuota;
import io.soundlift.journey.usage.StorageQuotaExceededException;
import org.jspecify.annotations.Nullable;

/**
 * The work on a conversion from the stored video to the stored MP3: fetch, probe and
 * plan, encode, store, each in a span of its own.
 */
final class ConversionJob {

	private static final String MP3_CONTENT_TYPE = "audio/mpeg";

	private final Claims claims;

	private final FileStore files;

	private final UploadHandovers handovers;

	private final KeptChunks keptChunks;

	private final EncodingsAhead ahead;

	private final VideoProbe probe;

	private final ConversionPlanner planner;

	private final AudioEncoder encoder;

	private final EncoderSlots slots;

	private final StorageQuota quota;

	private final JourneyTracing tracing;

	private final @Nullable Fleet fleet;

	ConversionJob(Claims claims, FileStore files, UploadHandovers handovers, KeptChunks keptChunks,
			EncodingsAhead ahead, VideoProbe probe, ConversionPlanner planner, AudioEncoder encoder, EncoderSlots slots,
			StorageQuota quota, JourneyTracing tracing, @Nullable Fleet fleet) {
		this.claims = claims;
		this.files = files;
		this.handovers = handovers;
		this.keptChunks = keptChunks;
		this.ahead = ahead;
		this.probe = probe;
		this.planner = planner;
		this.encoder = encoder;
		this.slots = slots;
		this.quota = quota;
		this.tracing = tracing;
		this.fleet = fleet;
	}

	/**
	 * Does the work.
	 * @param conversion the claimed conversion
	 * @param session a fresh session
	 * @param heartbeat receives the progress
	 * @return the MP3, stored but not confirmed
	 * @throws StorageQuotaExceededException if the MP3 exceeds the owner's quota
	 * @throws UncheckedIOException if the video is missing, or something can't be read or
	 * written
	 */
	Outcome.Converted run(Conversion conversion, FfmpegSession session, Heartbeat heartbeat) {
		try {
			return convert(conversion, session, heartbeat);
		}
		finally {
			this.handovers.end(conversion.id());
		}
	}

	private Outcome.Converted convert(Conversion conversion, FfmpegSession session, Heartbeat heartbeat) {
		String id = conversion.id();
		WorkProgress work = heartbeat.work();
		this.tracing.span("video.fetch", id, () -> fetch(conversion, session));
		work.enter(Phase.PROBING);
		ProbedVideo video = this.tracing.span("audio.probe", id, () -> probe(session));
		ConversionPlan plan = this.tracing.span("audio.plan", id, () -> plan(conversion, session, video));
		ExpectedSize size = ExpectedSize.of(plan, conversion.video().storedBytes());
		// as far as the size is known before the MP3 is created
		long room = this.quota.reserveMp3(conversion, size.leastBytes(), size.usualBytes());
		work.enter(Phase.ENCODING);
		EncodedMp3 mp3 = this.tracing.span("audio.encode", id,
				() -> encode(conversion, session, video, plan, room, work));
		work.enter(Phase.STORING);
		long reserved = Math.min(room, size.usualBytes());
		StoredFile stored = this.tracing.span("mp3.store", id, () -> store(conversion, session, mp3, reserved));
		return new Outcome.Converted(new Mp3(stored, mp3.length().toMillis(), mp3Name(conversion.fileName())),
				mp3.peaks());
	}

	private ProbedVideo probe(FfmpegSession session) {
		ProbedVideo probed = this.probe.probe(session);
		this.tracing.tag(JourneyAttributes.VIDEO_FORMAT, probed.format());
		return probed;
	}

	private ConversionPlan plan(Conversion conversion, FfmpegSession session, ProbedVideo video) {
		ConversionPlan plan = this.planner.plan(session, video, conversion.options());
		Plan recorded = PlanRecord.of(plan);
		this.tracing.tag(JourneyAttributes.PLAN_TRACK, recorded.track());
		this.tracing.tag(JourneyAttributes.AUDIO_CODEC, video.tracks().get(plan.track()).codec());
		if (!recorded.filters().isEmpty()) {
			this.tracing.tag(JourneyAttributes.PLAN_FILTERS, String.join(",", recorded.filters()));
		}
		if (recorded.expectedBytes() != null) {
			this.tracing.tag(JourneyAttributes.PLAN_EXPECTED_BYTES, recorded.expectedBytes());
		}
		this.claims.recordPlan(conversion, recorded);
		return plan;
	}

	private void fetch(Conversion conversion, FfmpegSession session) {
		this.tracing.tag(JourneyAttributes.VIDEO_BYTES, conversion.video().storedBytes());
		this.tracing.tag(JourneyAttributes.VIDEO_CONTENT_TYPE, conversion.video().contentType());
		if (this.handovers.link(conversion.id(), conversion.video(), session.video())) {
			return;
		}
		try {
			this.files.copy(Bucket.VIDEOS, conversion.video(), session.video(), session::stoppable);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private EncodedMp3 encode(Conversion conversion, FfmpegSession session, ProbedVideo video, ConversionPlan plan,
			long room, WorkProgress work) {
		tagMode(PlanRecord.of(plan));
		if (plan.encoding() instanceof Mp3Encoding.ConstantBitrate constant) {
			this.tracing.tag(JourneyAttributes.MP3_BITRATE, constant.bitrate());
		}
		work.expect(plan.expectedLength());
		long begin = System.nanoTime();
		EncodedMp3 mp3;
		try (EncoderSlots.Share share = this.slots.join(conversion.owner())) {
			work.waitsWhile(share::isWaiting);
			WaitTime waited = new WaitTime();
			session.excuse(() -> share.waited().plus(waited.total()));
			String chunks = this.encoder.chunksName(conversion.video().sha256(), plan);
			mp3 = join(conversion, new EncodingTask(session, video, plan, share, KeptParts.NONE, work, room), work,
					waited)
				.orElseGet(() -> share(conversion, chunks, plan, (parts) -> this.encoder
					.encode(new EncodingTask(session, video, plan, share, parts, work, room))));
		}
		catch (UnusableVideoException ex) {
			if (ex.defect() == Defect.MP3_TOO_LARGE && room < this.encoder.maxBytes()) {
				long limit = Objects.requireNonNull(conversion.storage().maxAccountBytes());
				throw new StorageQuotaExceededException(limit, room, room + 1);
			}
			throw ex;
		}
		long nanos = Math.max(1, System.nanoTime() - begin);
		if (mp3.mode() != plan.mode()) {
			record(conversion, PlanRecord.of(plan, mp3.mode()));
		}
		this.tracing.tag(JourneyAttributes.AUDIO_DURATION, mp3.length().toMillis());
		this.tracing.tag(JourneyAttributes.ENCODE_SPEED, (double) mp3.length().toNanos() / nanos);
		this.tracing.tag(JourneyAttributes.ENCODE_CHUNKS, mp3.chunks());
		this.tracing.tag(JourneyAttributes.ENCODE_CHUNKS_KEPT, mp3.keptChunks());
		this.tracing.tag(JourneyAttributes.ENCODE_SEAMS_REPAIRED, mp3.repairedSeams());
		return mp3;
	}

	/**
	 * Joins what was encoded before the upload was complete.
	 */
	private Optional<EncodedMp3> join(Conversion conversion, EncodingTask task, WorkProgress work, WaitTime waited) {
		String id = conversion.id();
		Optional<EncodedMp3> joined = Optional.empty();
		if (task.plan().mode() == Plan.Mode.CHUNKED && this.ahead.mayHave(id)) {
			try (PacketList packets = this.encoder.packets(task)) {
				joined = waited.during(() -> await(conversion, task, work))
					.flatMap((all) -> this.encoder.join(task, packets, new PartsAhead(this.keptChunks, id), all,
							this.handovers.chunks(id)));
			}
			if (joined.isEmpty()) {
				// all chunks are counted again
				work.enter(Phase.ENCODING);
			}
		}
		this.handovers.end(id);
		this.tracing.tag(JourneyAttributes.ENCODE_JOINED, Boolean.toString(joined.isPresent()));
		return joined;
	}

	private Optional<EncodedAhead> await(Conversion conversion, EncodingTask task, WorkProgress work) {
		Duration length = task.plan().expectedLength();
		if (length == null) {
			// how much of the audio is missing is not known either
			return this.ahead.find(conversion.id());
		}
		boolean isShared = this.fleet != null && this.fleet.shares(task.plan(), conversion.video().storedBytes());
		return this.ahead.await(conversion.id(), task.session(), this.encoder.expectedParts(task.plan()), length,
				isShared, work);
	}

	private EncodedMp3 share(Conversion conversion, String chunks, ConversionPlan plan,
			Function<KeptParts, EncodedMp3> encoding) {
		KeptParts kept = new ConversionChunks(this.keptChunks, conversion.id(), chunks);
		return (this.fleet != null)
				? this.fleet.share(conversion.id(), chunks, plan, conversion.video().storedBytes(), kept, encoding)
				: encoding.apply(kept);
	}

	/**
	 * Records that the conversion fell back to another plan.
	 */
	private void record(Conversion conversion, Plan done) {
		tagMode(done);
		this.claims.recordPlan(conversion, done);
	}

	private void tagMode(Plan plan) {
		this.tracing.tag(JourneyAttributes.PLAN_MODE, plan.mode().name().toLowerCase(Locale.ROOT));
	}

	private StoredFile store(Conversion conversion, FfmpegSession session, EncodedMp3 mp3, long reserved) {
		try (InputStream content = session.stoppable(Files.newInputStream(mp3.file()))) {
			long size = Files.size(mp3.file());
			this.tracing.tag(JourneyAttributes.MP3_BYTES, size);
			if (size > reserved) {
				this.quota.reserveMp3(conversion, size, size);
			}
			return this.files.write(Bucket.MP3S, conversion.id(), MP3_CONTENT_TYPE, content, size);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static String mp3Name(String videoName) {
		int dot = videoName.lastIndexOf('.');
		return ((dot > 0) ? videoName.substring(0, dot) : videoName) + ".mp3";
	}

}
