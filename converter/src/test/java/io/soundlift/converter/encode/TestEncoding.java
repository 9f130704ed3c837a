package io.soundlift.converter.encode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.ProbedVideo;
import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.converter.plan.ConversionPlan;
import io.soundlift.converter.plan.Mp3Encoding;
import io.soundlift.converter.plan.Mp3Tags;
import io.soundlift.converter.plan.Trim;
import io.soundlift.converter.schedule.EncoderSlots;
import io.soundlift.journey.conversion.Plan.Mode;

/**
 * Encodings of one file under plans that tests write themselves.
 */
final class TestEncoding implements AutoCloseable {

	static final Duration MAX_LENGTH = Duration.ofHours(12);

	private final FfmpegSession session;

	private final ProbedVideo video;

	private long maxBytes = Long.MAX_VALUE;

	private EncodingListener listener = (audio) -> {
	};

	TestEncoding(TestFfmpeg ffmpeg, Path file) {
		this.session = ffmpeg.sessions().open();
		try {
			Files.copy(file, this.session.video());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.video = TestFfmpeg.probe().probe(this.session);
	}

	TestEncoding listener(EncodingListener told) {
		this.listener = told;
		return this;
	}

	TestEncoding maxBytes(long most) {
		this.maxBytes = most;
		return this;
	}

	static ConversionPlan plan(Mode mode, int sampleRate, int channels, Mp3Encoding encoding) {
		return new ConversionPlan(mode, 0, null, List.of(), sampleRate, channels, encoding, Mp3Tags.NONE, Trim.NONE,
				null, null);
	}

	EncodedMp3 encode(ConversionPlan plan, Duration chunkLength, int workers, KeptParts kept) {
		try (EncoderSlots.Share share = new EncoderSlots(workers).join(new Object())) {
			return new AudioEncoder(MAX_LENGTH, this.maxBytes, chunkLength, workers, "test")
				.encode(new EncodingTask(this.session, this.video, plan, share, kept, this.listener));
		}
	}

	/**
	 * Encodes and returns the bytes.
	 */
	byte[] bytes(ConversionPlan plan, Duration chunkLength, int workers) {
		return read(encode(plan, chunkLength, workers, KeptParts.NONE).file());
	}

	FfmpegSession session() {
		return this.session;
	}

	static byte[] read(Path file) {
		try {
			return Files.readAllBytes(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.session.close();
	}

	/**
	 * Keeps chunks in memory.
	 */
	static final class Memory implements KeptParts {

		private final Map<Integer, byte[]> chunks = new ConcurrentHashMap<>();

		@Override
		public Optional<InputStream> find(int index, Supplier<String> samples) {
			return Optional.ofNullable(this.chunks.get(index)).map(ByteArrayInputStream::new);
		}

		@Override
		public void put(int index, Path file) {
			this.chunks.put(index, read(file));
		}

		Map<Integer, byte[]> chunks() {
			return this.chunks;
		}

	}

	/**
	 * Chunks of which another converter has claimed some, until this one has encoded a
	 * certain other.
	 */
	static final class Others implements KeptParts {

		private final Map<Integer, byte[]> encoded;

		private final Set<Integer> taken;

		private final int until;

		private final Map<Integer, byte[]> put = new ConcurrentHashMap<>();

		/**
		 * Creates the chunks.
		 * @param encoded what the other one keeps in the end
		 * @param taken which chunks it has claimed
		 * @param until the chunk that has to be encoded before
		 */
		Others(Map<Integer, byte[]> encoded, Set<Integer> taken, int until) {
			this.encoded = encoded;
			this.taken = taken;
			this.until = until;
		}

		@Override
		public Optional<InputStream> find(int index, Supplier<String> samples) {
			return (this.taken.contains(index) && !isTaken(index))
					? Optional.ofNullable(this.encoded.get(index)).map(ByteArrayInputStream::new) : Optional.empty();
		}

		@Override
		public void put(int index, Path file) {
			this.put.put(index, read(file));
		}

		@Override
		public boolean claim(int index) {
			return !isTaken(index);
		}

		@Override
		public boolean isTaken(int index) {
			return this.taken.contains(index) && !this.put.containsKey(this.until);
		}

		Set<Integer> put() {
			return this.put.keySet();
		}

	}

}
