package io.soundlift.notifier;

import java.time.Duration;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.testsupport.Metrics;
import io.soundlift.testsupport.TestMail;
import io.soundlift.testsupport.TestMongo;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads what the running notifier shows to Prometheus.
 */
@Timeout(300)
class MetricsIntegrationTests {

	private static final String MAILS = "soundlift_mails_total";

	private static final String AGE = "soundlift_mails_oldest_age_seconds";

	private static final String COMPLETED = "kind=\"completed\"";

	private final TestMail mail = TestMail.start();

	private final RunningNotifier notifier = RunningNotifier.start(TestMongo.databaseName(), this.mail.port());

	@AfterEach
	void stop() {
		this.notifier.close();
		this.mail.close();
	}

	@Test
	void hasTheDocumentedMetricsFromItsStart() {
		assertThat(scrape().own()).isNotEmpty().isEqualTo(Metrics.documented("notifier"));
		assertThat(scrape().value(MAILS, "kind=\"failed\"", "result=\"sent\"")).isZero();
		assertThat(scrape().value(AGE)).isZero();
	}

	@Test
	void countsMailsAndShowsTheAgeOfTheOneThatWaits() {
		this.mail.stop();
		Conversion conversion = this.notifier.insert(TestConversion.completed());
		this.notifier.publish(conversion);
		eventually(() -> assertThat(scrape().value(AGE)).isBetween(1.0, 60.0));
		eventually(() -> assertThat(scrape().value(MAILS, COMPLETED, "result=\"waiting\"")).isPositive());
		assertThat(scrape().value(MAILS, COMPLETED, "result=\"sent\"")).isZero();
		this.mail.restart();
		eventually(() -> assertThat(scrape().value(MAILS, COMPLETED, "result=\"sent\"")).isEqualTo(1));
		eventually(() -> assertThat(scrape().value(AGE)).isZero());
	}

	private static void eventually(ThrowingRunnable claim) {
		Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(claim);
	}

	private Metrics scrape() {
		return Metrics.scrape(this.notifier.managementPort());
	}

}
