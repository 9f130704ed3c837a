package io.soundlift.notifier;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.notifier.ledger.MailState;
import io.soundlift.notifier.mail.SmtpScript;
import io.soundlift.testsupport.Background;
import io.soundlift.testsupport.TestMongo;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what a notifier does when it is told to stop.
 */
class NotifierStopTests {

	/** Longer than a consumer is given by default. */
	private static final Duration SLOW = Duration.ofSeconds(7);

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	private final String database = TestMongo.databaseName();

	@Test
	void finishesTheMailOfTheMessageInHand() throws Exception {
		try (SmtpScript server = SmtpScript.start(Map.of())) {
			server.hold();
			RunningNotifier stopped = RunningNotifier.start(this.database, server.port());
			Conversion conversion = stopped.insert(TestConversion.completed());
			stopped.publish(conversion);
			stopWhileAMailIsUnderWay(server, stopped);
			try (RunningNotifier other = RunningNotifier.start(this.database, server.port())) {
				assertThat(other.state(conversion)).isEqualTo(MailState.SENT);
			}
			assertThat(server.commands().stream().filter("DATA"::equals)).hasSize(1);
		}
	}

	@Test
	void finishesOnlyTheMailUnderWayOfASweep() throws Exception {
		try (SmtpScript server = SmtpScript.start(Map.of())) {
			server.hold();
			RunningNotifier stopped = RunningNotifier.start(this.database, server.port(),
					"soundlift.notifier.lost-after=0");
			List<Conversion> conversions = Stream.generate(() -> stopped.insert(TestConversion.completed()))
				.limit(5)
				.toList();
			stopWhileAMailIsUnderWay(server, stopped);
			assertThat(server.commands().stream().filter("DATA"::equals)).hasSize(1);
			try (RunningNotifier other = RunningNotifier.start(this.database, server.port())) {
				assertThat(conversions).extracting(other::state).containsOnlyOnce(MailState.SENT);
			}
			try (RunningNotifier other = RunningNotifier.start(this.database, server.port(),
					"soundlift.notifier.lost-after=0")) {
				await().atMost(TIMEOUT)
					.untilAsserted(() -> assertThat(conversions).extracting(other::state).containsOnly(MailState.SENT));
			}
			assertThat(server.commands().stream().filter("DATA"::equals)).hasSize(5);
		}
	}

	private static void stopWhileAMailIsUnderWay(SmtpScript server, RunningNotifier notifier) {
		await().atMost(TIMEOUT).until(() -> server.commands().contains("DATA"));
		CompletableFuture<Void> stop = Background.run(notifier::close);
		await().during(SLOW).atMost(SLOW.plus(TIMEOUT)).until(() -> !stop.isDone());
		server.release();
		assertThat(stop).succeedsWithin(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
	}

}
