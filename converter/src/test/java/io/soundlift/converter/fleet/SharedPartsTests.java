package io.soundlift.converter.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

import io.soundlift.converter.encode.KeptParts;
import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.converter.job.TestConverter;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.SharedEncoding;
import io.soundlift.journey.conversion.SharedEncodings;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SharedParts}.
 */
@Tag("database")
class SharedPartsTests {

	private static final String PLAN = "0123456789abcdef";

	private static final Duration LEASE = Duration.ofMinutes(1);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@SuppressWarnings("NullAway.Init")
	private TestFfmpeg ffmpeg;

	@SuppressWarnings("NullAway.Init")
	private TestConverter converter;

	@SuppressWarnings("NullAway.Init")
	private SharedEncodings encodings;

	@SuppressWarnings("NullAway.Init")
	private SharedEncoding shared;

	@SuppressWarnings("NullAway.Init")
	private Path chunk;

	@BeforeEach
	void start() throws IOException {
		this.ffmpeg = TestFfmpeg.system(this.folder);
		this.converter = new TestConverter(this.ffmpeg, LEASE, Duration.ofHours(1));
		this.encodings = new SharedEncodings(new MongoTemplate(this.converter.databases()),
				Clock.tickMillis(ZoneOffset.UTC));
		Conversion conversion = this.converter.accepted(SampleMedia.file(Sample.MP4_AAC));
		this.shared = new SharedEncoding(conversion.id(), PLAN, "own", "test", 1);
		this.chunk = Files.writeString(this.folder.resolve("chunk"), "frames");
	}

	@AfterEach
	void stop() {
		this.converter.close();
		this.ffmpeg.close();
	}

	@Test
	void sharesWhenTheFirstChunkIsKeptAndUntilItEnds() throws IOException {
		try (SharedParts parts = parts(LEASE)) {
			assertThat(parts.isTaken(0)).isFalse();
			assertThat(parts.claim(0)).isTrue();
			assertThat(this.encodings.open()).isEmpty();
			parts.put(0, this.chunk);
			assertThat(this.encodings.open()).containsExactly(this.shared);
		}
		assertThat(this.encodings.open()).isEmpty();
		assertThat(this.converter.count("shared_encodings")).isZero();
	}

	@Test
	void endsWhenTheAudioIsEncodedAsAWhole() throws IOException {
		try (SharedParts parts = parts(LEASE)) {
			parts.put(0, this.chunk);
			parts.stopSharing();
			parts.put(1, this.chunk);
			assertThat(this.converter.count("shared_encodings")).isZero();
			assertThat(parts.claim(2)).isTrue();
		}
	}

	@Test
	void findsWhatAHelperHasKept() throws IOException {
		try (SharedParts parts = parts(LEASE)) {
			parts.put(0, this.chunk);
			HelpedParts helped = help();
			assertThat(helped.claim(1)).isTrue();
			assertThat(parts.isTaken(1)).isTrue();
			assertThat(parts.claim(1)).isFalse();
			helped.put(1, this.chunk);
			assertThat(parts.isTaken(1)).isFalse();
			assertThat(parts.find(1, () -> "")).get().satisfies((found) -> assertThat(found).hasContent("frames"));
			assertThat(helped.isOpen(1)).isFalse();
			assertThat(helped.claim(1)).isFalse();
		}
	}

	@Test
	void claimsNoChunkThatWasKeptSinceItWasLookedForUnlessItCanNotBeRead() throws IOException {
		try (SharedParts parts = parts(LEASE)) {
			parts.put(0, this.chunk);
			HelpedParts helped = help();
			assertThat(helped.claim(1)).isTrue();
			assertThat(parts.find(1, () -> "")).isEmpty();
			helped.put(1, this.chunk);
			assertThat(parts.claim(1)).as("it is kept").isFalse();
			assertThat(parts.find(1, () -> "")).isPresent();
			assertThat(parts.claim(1)).as("it can't be read").isTrue();
		}
	}

	@Test
	void keepsItsClaimsFromBeforeItShared() throws IOException {
		try (SharedParts parts = parts(LEASE)) {
			assertThat(parts.claim(0)).isTrue();
			assertThat(parts.claim(1)).isTrue();
			parts.put(0, this.chunk);
			HelpedParts helped = help();
			assertThat(helped.claim(1)).as("its own converter encodes it").isFalse();
			assertThat(helped.claim(2)).isTrue();
		}
	}

	@Test
	void sharesAtOnceWhatAnEarlierAttemptHasBegun() throws IOException {
		KeptParts earlier = new KeptParts() {

			@Override
			public Optional<InputStream> find(int index, Supplier<String> samples) throws IOException {
				return Optional.of(Files.newInputStream(SharedPartsTests.this.chunk));
			}

			@Override
			public void put(int index, Path file) {
				throw new UnsupportedOperationException("It is kept already");
			}

		};
		try (SharedParts parts = new SharedParts(this.encodings, this.shared, LEASE, earlier,
				this.converter.keptChunks(), LEASE)) {
			assertThat(parts.find(0, () -> "")).isPresent();
			assertThat(this.encodings.open()).containsExactly(this.shared);
		}
		assertThat(this.converter.count("shared_encodings")).isZero();
	}

	@Test
	void sharesAgainAfterAConverterThatHadLostItsClaimHasEndedIt() throws IOException {
		SharedEncoding lost = new SharedEncoding(this.shared.id(), PLAN, "lost", "test", 1);
		ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
		try (SharedParts parts = parts(LEASE)) {
			parts.put(0, this.chunk);
			this.encodings.share(lost, LEASE);
			this.encodings.end(lost);
			assertThat(this.encodings.open()).isEmpty();
			parts.renewEach(Duration.ofMillis(10), scheduler);
			Awaitility.await().until(() -> !parts.isShared());
			parts.put(1, this.chunk);
			assertThat(this.encodings.open()).containsExactly(this.shared);
		}
		finally {
			scheduler.shutdownNow();
		}
	}

	@Test
	void encodesItselfWhatAHelperTakesTooLongFor() throws IOException {
		try (SharedParts parts = parts(Duration.ZERO)) {
			parts.put(0, this.chunk);
			assertThat(help().claim(1)).isTrue();
			assertThat(parts.isTaken(1)).isFalse();
			assertThat(parts.claim(1)).isTrue();
		}
	}

	private HelpedParts help() {
		assertThat(this.encodings.join(this.shared, "helper", LEASE)).isTrue();
		return new HelpedParts(this.encodings, this.converter.keptChunks(), this.shared, "helper");
	}

	private SharedParts parts(Duration patience) {
		return new SharedParts(this.encodings, this.shared, LEASE, KeptParts.NONE, this.converter.keptChunks(),
				patience);
	}

}
