package io.soundlift.system;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that nothing is lost, done twice or left behind while services, servers and the
 * lines between them break. {@code docs/faults.md} says what is done and how to do more
 * of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OnOwnSystem
class FaultTests {

	private final FaultOptions options = FaultOptions.ofProperties();

	private final FaultySystem system = new FaultySystem(this.options, "faults");

	@BeforeAll
	void start() {
		this.system.start();
	}

	@AfterAll
	void stop() {
		this.system.close();
	}

	@Test
	void losesNothingUnderFaults() {
		FaultLedger ledger = new FaultRun(this.options, this.system).run();
		assertThat(ledger.violations()).as(ledger.toString()).isEmpty();
		assertThat(ledger.count("  acknowledged")).isEqualTo(this.options.conversions());
		assertThat(ledger.count("faults")).isEqualTo(this.options.faults());
	}

	@Test
	@EnabledIfSystemProperty(named = "faults.conversions", matches = "\\d{3,}",
			disabledReason = "It takes two minutes, and is a part of the long form: mvn verify -Pfaults")
	void completesConversionsWhoseMessagesWereWipedOffTheBroker() throws Exception {
		assumeThat(this.system.faults()).as("a broker that may be wiped").contains(FaultKind.BROKER_WIPED);
		List<String> converters = List.of("converter", "converter-2");
		converters.forEach((converter) -> this.system.service(converter).killAlone());
		Account account = Account.signUp(this.system.publicUrl(), "wiped@example.org", this.system.mailbox());
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			HttpResponse<byte[]> response = account.send(account.request("/api/conversions")
				.header("Content-Type", "video/mp4")
				.POST(BodyPublishers.ofFile(VideoCase.MP4.file()))
				.build());
			assertThat(response.statusCode()).isEqualTo(202);
			ids.add(account.json(response).get("id").asString());
		}
		StoredState stored = new StoredState(this.system);
		await("the broker has all messages").atMost(Duration.ofMinutes(1))
			.untilAsserted(() -> assertThat(stored.unfinished()).containsEntry("unpublished events", 0L));
		assertThat(stored.unfinished()).as("all wait").containsEntry("stuck conversions", 20L);
		this.system.begin(FaultKind.BROKER_WIPED, "");
		this.system.end(FaultKind.BROKER_WIPED, "");
		converters.forEach((converter) -> this.system.service(converter).start());
		await("all conversions").atMost(Duration.ofMinutes(5)).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
			Map<String, Document> conversions = stored.conversions();
			assertThat(ids).extracting(conversions::get)
				.allSatisfy((conversion) -> assertThat(conversion).containsEntry("state", "COMPLETED"));
		});
		await("all mails").atMost(Duration.ofMinutes(2))
			.pollInterval(Duration.ofSeconds(1))
			.untilAsserted(() -> assertThat(ids).allSatisfy((id) -> assertThat(mailsAbout(id)).isEqualTo(1)));
	}

	private int mailsAbout(String id) {
		return this.system.mailbox().about(id).size();
	}

}
