package io.soundlift.converter.encode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

import io.soundlift.converter.decode.PacketList;
import io.soundlift.converter.ffmpeg.CompletenessCheck;
import io.soundlift.converter.ffmpeg.Defect;
import io.soundlift.converter.ffmpeg.FfmpegFailedException;
import io.soundlift.converter.ffmpeg.FfmpegOutput;
import io.soundlift.converter.ffmpeg.StoppedException;
import io.soundlift.converter.ffmpeg.UnusableVideoException;
import io.soundlift.converter.mpeg.Id3v2Tag;
import io.soundlift.converter.mpeg.Mp3FileWriter;
import io.soundlift.converter.mpeg.Mp3TooLargeException;
import io.soundlift.converter.plan.ConversionPlan;
import io.soundlift.converter.plan.Mp3Encoding;
import io.soundlift.converter.plan.Mp3Tags;
import io.soundlift.converter.plan.Trim;
import io.soundlift.journey.conversion.EncodedAhead;
import io.soundlift.journey.conversion.Plan.Mode;
import io.soundlift.support.Sha256;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the MP3 of a plan. If the planned mode turns out to be impossible, because
 * frames are not as the file states or chunks don't fit, it falls back to one that always
 * works.
 */
public final class AudioEncoder {

	private static final Logger logger = LoggerFactory.getLogger(AudioEncoder.class);

	/**
	 * Changes with each release that makes other samples, or another waveform, of the
	 * same packets: what an earlier one has encoded ahead is not joined then.
	 */
	private static final int SAMPLES_VERSION = 1;

	private final Duration maxLength;

	private final long maxBytes;

	private final Duration chunkLength;

	private final int workers;

	private final String ffmpegVersion;

	/** Less than a frame, and more than the rounding of times. */
	private static final Duration TOLERANCE = Duration.ofMillis(10);

	/**
	 * More than planners assign to one encoder, but not so much that others have to wait.
	 */
	private static final Duration LONGEST_IN_ONE_SLOT = Duration.ofMinutes(2);

	private final CompletenessCheck completeness = new CompletenessCheck();

	/**
	 * An encoder.
	 * @param maxLength the maximum length of the audio
	 * @param maxBytes the maximum size of the MP3 in bytes
	 * @param chunkLength the minimum length of the parts that are encoded independently
	 * @param workers how many of them at a time, at least 1
	 * @param ffmpegVersion names everything about ffmpeg and this machine that the bytes
	 * of an MP3 depend on
	 */
	public AudioEncoder(Duration maxLength, long maxBytes, Duration chunkLength, int workers, String ffmpegVersion) {
		this.maxLength = maxLength;
		this.maxBytes = maxBytes;
		this.chunkLength = chunkLength;
		this.workers = workers;
		this.ffmpegVersion = ffmpegVersion;
	}

	/**
	 * Returns a name derived from everything that the encoded parts of audio depend on,
	 * so that parts of the same name can be joined, whichever attempt encoded them.
	 * @param videoSha256 SHA-256 of the video
	 * @param plan the plan
	 * @return 64 hexadecimal digits
	 */
	public String chunksName(String videoSha256, ConversionPlan plan) {
		ChunkGrid grid = grid(plan);
		List<Object> parts = List.of(videoSha256, this.ffmpegVersion, grid, ChunkGrid.FIRST_CHUNKS, ChunkGrid.WARM_UP,
				ChunkGrid.COMMON, plan.track(), plan.trim(), plan.filterChain(), plan.encoding());
		return HexFormat.of().formatHex(Sha256.hash(parts.toString()));
	}

	/**
	 * Returns a name of what the bytes of chunks depend on besides the video and the
	 * plan.
	 * @return the name, which converters that can help each other have in common
	 */
	public String name() {
		return this.ffmpegVersion + ", chunks of " + this.chunkLength.toMillis() + " ms";
	}

	/**
	 * Returns the number of parts that audio of the expected length is encoded in.
	 * @param plan a plan whose length is known
	 * @return the number, at least 1
	 */
	public int expectedParts(ConversionPlan plan) {
		return grid(plan).count(Objects.requireNonNull(plan.expectedLength()));
	}

	/**
	 * Returns the maximum disk space for the samples of one audio whose chunks are not
	 * joined here.
	 * @return bytes
	 */
	public long maxSampleBytes() {
		return SegmentThreads.maxBytes(this.workers, this.chunkLength);
	}

	/**
	 * Returns the maximum length of any MP3.
	 * @return length in bytes
	 */
	public long maxBytes() {
		return this.maxBytes;
	}

	/**
	 * Creates the MP3.
	 * @param task the task
	 * @return the MP3
	 * @throws UnusableVideoException if the audio can't be converted, or not all of it is
	 * there
	 * @throws StoppedException if the session was stopped
	 * @throws FfmpegFailedException if ffmpeg failed for another reason
	 * @throws UncheckedIOException if something can't be read or written
	 */
	public EncodedMp3 encode(EncodingTask task) {
		return switch (task.plan().mode()) {
			case COPY -> copy(task);
			case WHOLE -> briefly(task);
			case CHUNKED -> chunked(task);
		};
	}

	private EncodedMp3 briefly(EncodingTask task) {
		try {
			return make(task, Mode.WHOLE, new WholeEncoding(task, this.maxLength, LONGEST_IN_ONE_SLOT)::encode);
		}
		catch (DeclaredLengthExceededException ex) {
			logger.info("Encodes the audio in chunks, since it is longer than the file says");
			return chunked(task);
		}
	}

	private EncodedMp3 copy(EncodingTask task) {
		try {
			return make(task, Mode.COPY, new FrameCopy(task, this.maxLength)::copy);
		}
		catch (UnverifiedCopyException ex) {
			logger.info("Encodes the audio, which can't be copied: {}", ex.getMessage());
			return chunked(task);
		}
	}

	private EncodedMp3 chunked(EncodingTask task) {
		ChunkGrid grid = grid(task.plan());
		try {
			return make(task, Mode.CHUNKED,
					new ChunkedEncoding(task, grid, names(task.plan(), grid), this.workers, this.maxLength)::encode);
		}
		catch (SeamException ex) {
			logger.warn("Encodes the audio as a whole: {}", ex.getMessage());
			task.kept().stopSharing();
			return whole(task);
		}
	}

	/**
	 * Encodes parts of audio whose video is still being uploaded, as far as it has
	 * arrived. The encoded parts are reused when the same samples are encoded later.
	 * @param task the task, whose plan is one in chunks
	 * @param video the video from its beginning, which blocks until more of it is
	 * available
	 * @param parts store of the encoded parts
	 * @param handover receives all parts, joined on the local disk; may not be called
	 * @throws RuntimeException if the audio can't be encoded, for whatever reason
	 */
	public void encodeAhead(EncodingTask task, InputStream video, PartsAhead parts, Consumer<JoinedChunks> handover) {
		ChunkGrid grid = grid(task.plan());
		new EncodingAhead(task, grid, names(task.plan(), grid), this.workers, parts,
				(samples) -> proof(task.plan(), samples), handover)
			.encode(video, this.maxLength);
	}

	/**
	 * Starts to list what a decoder would be given for a task.
	 * @param task the task
	 * @return the list, which has to be closed
	 * @throws StoppedException if the session was stopped
	 */
	public PacketList packets(EncodingTask task) {
		return task.decoder().packets();
	}

	/**
	 * Joins parts of audio that were all encoded before its upload was complete, if the
	 * decoder would be given the same packets of the finished file, so that nothing has
	 * to be decoded.
	 * @param task the task, whose plan is one in chunks
	 * @param packets list of the packets of the finished file
	 * @param parts store of the encoded parts
	 * @param ahead what was encoded
	 * @param joined parts that this converter has joined already; {@code null} if it has
	 * not
	 * @return the MP3; empty if it has to be encoded in the usual way
	 * @throws StoppedException if the session was stopped
	 */
	public Optional<EncodedMp3> join(EncodingTask task, PacketList packets, PartsAhead parts, EncodedAhead ahead,
			@Nullable JoinedChunks joined) {
		try {
			Optional<String> list = packets.await();
			packets.close();
			if (list.filter((each) -> isSame(task, each, ahead)).isEmpty()) {
				logger.info("Decodes the audio, since the packets don't prove that the same was decoded ahead");
				return Optional.empty();
			}
			return Optional
				.of(make(task, Mode.CHUNKED, (writer) -> new ChunksAhead(task, grid(task.plan()), parts, ahead)
					.join(writer, joined, packets.messages())));
		}
		catch (NotJoinableException | SeamException | UnusableVideoException | FfmpegFailedException
				| UncheckedIOException ex) {
			// the usual way encodes what is missing, or finds out what is wrong
			task.session().checkNotStopped();
			logger.info("Decodes the audio, since what was encoded ahead can't be joined: {}", ex.toString());
			return Optional.empty();
		}
	}

	private boolean isSame(EncodingTask task, String packets, EncodedAhead ahead) {
		return Stream.of(true, false)
			.map((gaps) -> proof(task.plan(), task.decoder().proof(packets, gaps)))
			.anyMatch(ahead.proof()::equals);
	}

	/**
	 * Returns a hash of everything that the bytes of all chunks depend on.
	 */
	private String proof(ConversionPlan plan, String samples) {
		List<Object> parts = List.of(SAMPLES_VERSION, samples, this.maxLength, plan.filterChain(), plan.trim(),
				names(plan, grid(plan)));
		return HexFormat.of().formatHex(Sha256.hash(parts.toString()));
	}

	/**
	 * Encodes parts of audio whose MP3 another converter creates.
	 * @param task the task, whose plan is one in chunks
	 * @param parts the parts
	 * @return the number of parts that were encoded
	 * @throws CancellationException if the MP3 is no longer awaited
	 * @throws RuntimeException if the audio can't be encoded, for whatever reason
	 */
	public int help(EncodingTask task, OpenParts parts) {
		ChunkGrid grid = grid(task.plan());
		return new ChunkHelp(task, grid, names(task.plan(), grid), this.workers, parts).encode(this.maxLength);
	}

	private SegmentNames names(ConversionPlan plan, ChunkGrid grid) {
		return SegmentNames.of(this.ffmpegVersion, grid, plan.encoding());
	}

	private ChunkGrid grid(ConversionPlan plan) {
		return ChunkGrid.of(plan.format(), this.chunkLength, plan.expectedLength());
	}

	private EncodedMp3 whole(EncodingTask task) {
		return make(task, Mode.WHOLE, new WholeEncoding(task, this.maxLength, this.maxLength)::encode);
	}

	private EncodedMp3 make(EncodingTask task, Mode mode, Function<Mp3FileWriter, EncodedAudio> way) {
		ConversionPlan plan = task.plan();
		Path file = task.session().mp3();
		int quality = (mode != Mode.COPY && plan.encoding() instanceof Mp3Encoding.VariableQuality variable)
				? 100 - 10 * variable.quality() : 0;
		try (Mp3FileWriter writer = new Mp3FileWriter(file, tag(plan.tags()), quality,
				Math.min(this.maxBytes, task.maxBytes()))) {
			EncodedAudio audio = way.apply(writer);
			writer.finish(audio.delayAndPadding());
			Duration length = plan.format().playingTime(audio.samples());
			checkComplete(task, length, audio.messages());
			task.listener().encoded(length);
			return new EncodedMp3(file, length, mode, audio.chunks(), audio.keptChunks(), audio.repairedSeams(),
					audio.peaks());
		}
		catch (UncheckedIOException ex) {
			throw (ex.getCause() instanceof Mp3TooLargeException cause) ? tooLarge(cause) : ex;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static UnusableVideoException tooLarge(Mp3TooLargeException cause) {
		return new UnusableVideoException(Defect.MP3_TOO_LARGE, String.valueOf(cause.getMessage()));
	}

	private void checkComplete(EncodingTask task, Duration length, FfmpegOutput messages) {
		Trim trim = task.plan().trim();
		Duration reached = trim.start().plus(length);
		if (trim.end() == null || reached.plus(TOLERANCE).compareTo(trim.end()) < 0) {
			this.completeness.check(task.session(), task.video(), reached, messages);
		}
	}

	private static Id3v2Tag tag(Mp3Tags tags) {
		Id3v2Tag tag = new Id3v2Tag();
		tags.texts().forEach(tag::text);
		if (tags.comment() != null) {
			tag.comment(tags.comment());
		}
		if (tags.cover() != null) {
			tag.frontCover(tags.cover().file(), tags.cover().mediaType());
		}
		tags.chapters().forEach((chapter) -> tag.chapter(chapter.start(), chapter.end(), chapter.title()));
		return tag;
	}

}
