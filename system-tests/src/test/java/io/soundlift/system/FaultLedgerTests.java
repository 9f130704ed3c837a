package io.soundlift.system;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.soundlift.testsupport.ReceivedMail;
import io.soundlift.testsupport.ReceivedSpan;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how {@link FaultLedger} counts mails and spans.
 */
class FaultLedgerTests {

	private static final String A = "a".repeat(32);

	private static final String B = "b".repeat(32);

	private static final String C = "c".repeat(32);

	private static final String D = "d".repeat(32);

	@Test
	void countsAMailForEachConversionThatItNames() throws Exception {
		FaultLedger ledger = ledger(mail(A, A, B), mail(C, C));
		assertThat(ledger.violations()).isEmpty();
		assertThat(ledger.count("mails that name several conversions")).isEqualTo(1);
	}

	@Test
	void findsConversionWithoutAMail() throws Exception {
		assertThat(ledger(mail(A, A, C)).violations()).containsExactly("  without a mail: " + B);
	}

	@Test
	void findsConversionThatTwoMailsName() throws Exception {
		assertThat(ledger(mail(A, A, B), mail(C, C, B)).violations()).containsExactly(
				"  with mails of different Message-IDs: " + B,
				"  mailed more than once without a fault that explains it: " + B);
	}

	@Test
	void findsMailThatCameTwice() throws Exception {
		assertThat(ledger(mail(A, A, B), mail(A, A, B), mail(C, C)).violations()).hasSize(2)
			.allMatch((violation) -> violation.startsWith("  mailed more than once"));
	}

	@Test
	void findsMailsAboutNothing() throws Exception {
		assertThat(ledger(mail(A, A, B, D), mail(C, C)).violations()).containsExactly("mails about nothing: " + D);
		assertThat(ledger(mail(A, A, B), mail(C, C), mail(D)).violations()).singleElement()
			.asString()
			.startsWith("mails that name none: <" + D);
	}

	@Test
	void findsConversionWithoutASpan() {
		FaultLedger ledger = new FaultLedger();
		ledger.addTraces(List.of(span("1", "video.store"), span("1", "audio.encode"), span("2", "video.store")),
				Map.of(A, traced(A, "1"), B, traced(B, "2"), C, traced(C, "3")));
		assertThat(ledger.violations()).containsExactly("conversions without any span at the collector: " + C);
		assertThat(ledger.toString()).contains("{audio.encode=1, video.store=2}");
	}

	@Test
	void findsTraceOfTwoConversions() {
		FaultLedger ledger = new FaultLedger();
		ledger.addTraces(List.of(span("1", "video.store")), Map.of(A, traced(A, "1"), B, traced(B, "1")));
		assertThat(ledger.violations()).singleElement().asString().startsWith("traces of several conversions");
	}

	private static Document traced(String id, String traceId) {
		return new Document("_id", id).append("traceId", traceId);
	}

	private static ReceivedSpan span(String traceId, String name) {
		return new ReceivedSpan(traceId, "1", "", name, "gateway", "INTERNAL", Map.of(), "UNSET", List.of(),
				Instant.EPOCH, Duration.ZERO);
	}

	private static FaultLedger ledger(ReceivedMail... mails) {
		Map<String, Document> conversions = Stream.of(A, B, C)
			.collect(Collectors.toMap(Function.identity(),
					(id) -> new Document("_id", id).append("state", "COMPLETED")));
		FaultLedger ledger = new FaultLedger();
		ledger.addMails(new ArrayList<>(List.of(mails)), Set.of(), conversions, List.of());
		return ledger;
	}

	private static ReceivedMail mail(String id, String... named) throws Exception {
		MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
		message.setText(Stream.of(named)
			.map((conversion) -> "https://soundlift.example/?conversion=" + conversion + "\n")
			.collect(Collectors.joining()));
		message.saveChanges();
		message.setHeader("Message-ID", "<" + id + ".completed@soundlift.example>");
		return new ReceivedMail(Instant.EPOCH, message);
	}

}
