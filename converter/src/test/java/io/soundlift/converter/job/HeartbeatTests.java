package io.soundlift.converter.job;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.StopReason;
import io.soundlift.converter.ffmpeg.StoppedException;
import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Heartbeat} and {@link Heartbeats}.
 */
@Tag("database")
class HeartbeatTests {

	private static final String NOWHERE = "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50";

	/** Longer than it takes to fail for the first time, on a slow machine as well. */
	private static final Duration LEASE = Duration.ofSeconds(5);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@Test
	void stopsWorkWhenLeaseCanNotBeRenewedForAsLongAsItHolds() {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.folder);
				FfmpegSession session = ffmpeg.sessions().open();
				TestConverter reachable = new TestConverter(ffmpeg, LEASE, Duration.ofHours(1));
				TestConverter unreachable = new TestConverter(ffmpeg, LEASE, Duration.ofHours(1), NOWHERE)) {
			Conversion conversion = reachable.accepted(SampleMedia.file(Sample.MP4_AAC));
			Heartbeat heartbeat = new Heartbeat(unreachable.claims(), conversion, session, LEASE, (closed) -> {
			});
			Instant start = Instant.now();
			heartbeat.beat();
			session.checkNotStopped();
			Awaitility.await().untilAsserted(() -> {
				heartbeat.beat();
				assertThatExceptionOfType(StoppedException.class).isThrownBy(session::checkNotStopped);
			});
			assertThat(Duration.between(start, Instant.now())).isGreaterThan(LEASE.minusMillis(100));
		}
	}

	@Test
	void leavesWorkAloneThatHasEndedByItself() {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.folder);
				FfmpegSession session = ffmpeg.sessions().open();
				TestConverter converter = new TestConverter(ffmpeg, Duration.ofMinutes(1), Duration.ofHours(1))) {
			Conversion conversion = converter.accepted(SampleMedia.file(Sample.MP4_AAC));
			Heartbeat heartbeat = new Heartbeat(converter.claims(), conversion, session, Duration.ofMinutes(1),
					(closed) -> {
					});
			heartbeat.close();
			heartbeat.lose();
			heartbeat.beat();
			session.checkNotStopped();
		}
	}

	@Test
	void stopsWorkWhoseClaimIsLostAndNoOther() {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.folder);
				FfmpegSession session = ffmpeg.sessions().open();
				FfmpegSession otherSession = ffmpeg.sessions().open();
				TestConverter converter = new TestConverter(ffmpeg, Duration.ofMinutes(1), Duration.ofHours(1));
				Heartbeats heartbeats = new Heartbeats(converter.claims(), Duration.ofMinutes(1), Duration.ofHours(1),
						Duration.ofHours(1), 2)) {
			Conversion claimed = claimed(converter);
			heartbeats.start(claimed, session);
			heartbeats.start(claimed(converter), otherSession);
			heartbeats.watch();
			session.checkNotStopped();
			converter.deletion().delete(claimed.id(), TestConverter.OWNER.id());
			heartbeats.watch();
			assertThatExceptionOfType(StoppedException.class).isThrownBy(session::checkNotStopped)
				.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(StopReason.CLAIM_LOST));
			otherSession.checkNotStopped();
		}
	}

	@Test
	void beatsEachConversionLessOftenWhenManyRun() {
		Duration second = Duration.ofSeconds(1);
		Duration lease = Duration.ofSeconds(30);
		assertThat(Heartbeats.period(1, second, lease)).isEqualTo(second);
		assertThat(Heartbeats.period(4, second, lease)).isEqualTo(second);
		assertThat(Heartbeats.period(8, second, lease)).isEqualTo(Duration.ofSeconds(2));
		assertThat(Heartbeats.period(64, second, lease)).as("a third of the lease").isEqualTo(Duration.ofSeconds(10));
	}

	private static Conversion claimed(TestConverter converter) {
		Conversion conversion = converter.accepted(SampleMedia.file(Sample.MP4_AAC));
		return converter.claims().claim(conversion.id(), "worker", Duration.ofMinutes(1)).orElseThrow();
	}

}
