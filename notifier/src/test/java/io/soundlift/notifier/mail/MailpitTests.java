package io.soundlift.notifier.mail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpServer;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.notifier.TestConversion;
import io.soundlift.notifier.ledger.MailKind;
import io.soundlift.testsupport.CaughtMail;
import io.soundlift.testsupport.CaughtMail.HtmlCheck;
import io.soundlift.testsupport.TestMailpit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.mail.javamail.JavaMailSenderImpl;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of mails to owners by a program that is not ours: Mailpit takes and reads them,
 * opens their links, and compares their HTML with what mail programs understand.
 */
@EnabledIfEnvironmentVariable(named = TestMailpit.PROGRAM, matches = ".+",
		disabledReason = "needs Mailpit; set SOUNDLIFT_TEST_MAILPIT to its program")
class MailpitTests {

	private static final String NAME = "\uD83C\uDFB5 talk <b> & \u00FC.mp4";

	private static final String LINK_TOKEN = "YW5uYQ.signature";

	/** What may be missing: without it the mail says and does the same. */
	private static final Set<String> DECORATION = Set.of("css-background-color", "css-border", "css-border-radius",
			"css-display", "css-font", "css-font-weight", "css-line-height", "css-margin", "css-max-width",
			"css-overflow-wrap", "css-padding", "css-text-decoration", "css-white-space", "html-body");

	private static TestMailpit mailpit;

	private static HttpServer site;

	private static String url;

	@BeforeAll
	static void start() throws IOException {
		mailpit = TestMailpit.start();
		site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		site.createContext("/", (exchange) -> {
			String asked = exchange.getRequestURI().toString();
			boolean known = asked.matches("/(\\?conversion=[0-9a-f]{32}|api/conversions/[0-9a-f]{32}/mp3)?")
					|| asked.equals("/unsubscribe/" + LINK_TOKEN);
			exchange.sendResponseHeaders(known ? 200 : 404, -1);
			exchange.close();
		});
		site.start();
		url = "http://127.0.0.1:" + site.getAddress().getPort();
	}

	@AfterAll
	static void stop() {
		site.stop(0);
		mailpit.close();
	}

	static Stream<Arguments> mails() {
		return Stream.of(Arguments.of(TestConversion.completed(), MailKind.COMPLETED, "Your MP3 is ready: "),
				Arguments.of(TestConversion.completed().mp3ExpiresAt(Instant.parse("2026-12-24T09:30:00Z")),
						MailKind.COMPLETED, "Your MP3 is ready: "),
				Arguments.of(TestConversion.failed("no-audio", "This video has no sound."), MailKind.FAILED,
						"Could not be converted: "));
	}

	@ParameterizedTest
	@MethodSource("mails")
	void isReadAsItIsMeantByAnotherProgram(TestConversion conversion, MailKind kind, String subject) {
		String id = id();
		CaughtMail mail = send(conversion.id(id), kind, subject);
		assertThat(mail.headers())
			.containsEntry("Message-Id", List.of("<" + id + "." + kind.lowerCaseName() + "@soundlift.example>"))
			.containsEntry("Auto-Submitted", List.of("auto-generated"))
			.containsEntry("From", List.of("Soundlift <no-reply@soundlift.example>"))
			.containsEntry("Mime-Version", List.of("1.0"))
			.hasEntrySatisfying("Content-Type",
					(type) -> assertThat(type).singleElement().asString().startsWith("multipart/alternative"));
		assertThat(mail.text()).contains(NAME, id, url + "/?conversion=" + id);
		assertThat(mail.html()).contains("<bdi>\uD83C\uDFB5 talk &lt;b&gt; &amp; \u00FC.mp", id);
		assertThat(mail.source().lines()).as("RFC 5322, section 2.1.1").allMatch((line) -> line.length() <= 998);
	}

	@ParameterizedTest
	@MethodSource("mails")
	void hasLinksThatOtherProgramsFindWhole(TestConversion conversion, MailKind kind, String subject) {
		String id = id();
		Map<String, Integer> links = send(conversion.id(id), kind, subject).checkLinks();
		assertThat(links).containsEntry(url + "/?conversion=" + id, 200).containsEntry(url, 200);
		assertThat(links).containsEntry(url + "/unsubscribe/" + LINK_TOKEN, 200);
		assertThat(links.values()).containsOnly(200);
		assertThat(links).hasSize((kind == MailKind.COMPLETED) ? 4 : 3);
	}

	@ParameterizedTest
	@MethodSource("mails")
	void needsNothingThatMailProgramsIgnore(TestConversion conversion, MailKind kind, String subject) {
		HtmlCheck check = send(conversion.id(id()), kind, subject).checkHtml();
		assertThat(check.warnings()).isNotEmpty().isSubsetOf(DECORATION);
		assertThat(check.unsupported()).as("%s", check).isLessThan(15);
	}

	@Test
	void isReadAsItIsMeantWhenItNamesSeveral() {
		List<String> ids = List.of(id(), id(), id());
		String address = id() + "@example.com";
		CaughtMail mail = send(address, "a:completed",
				List.of(TestConversion.completed().id(ids.get(0)), TestConversion.completed().id(ids.get(1)),
						TestConversion.failed("no-audio", "This video has no sound.").id(ids.get(2))),
				"2 MP3s are ready, 1 video could not be converted");
		assertThat(mail.headers()).containsEntry("Message-Id", List.of("<a.completed@soundlift.example>"));
		assertThat(mail.text()).contains(NAME).contains(ids);
		Map<String, Integer> links = mail.checkLinks();
		assertThat(links).hasSize(6).containsEntry(url + "/unsubscribe/" + LINK_TOKEN, 200);
		assertThat(links.values()).containsOnly(200);
		HtmlCheck check = mail.checkHtml();
		assertThat(check.warnings()).isNotEmpty().isSubsetOf(DECORATION);
		assertThat(check.unsupported()).as("%s", check).isLessThan(15);
	}

	private static String id() {
		return UUID.randomUUID().toString().replace("-", "");
	}

	private static CaughtMail send(TestConversion conversion, MailKind kind, String subject) {
		return send(id() + "@example.com", conversion.build().id() + ":" + kind.lowerCaseName(), List.of(conversion),
				subject + NAME);
	}

	private static CaughtMail send(String address, String id, List<TestConversion> conversions, String subject) {
		JavaMailSenderImpl sender = new JavaMailSenderImpl();
		sender.setHost("127.0.0.1");
		sender.setPort(mailpit.smtpPort());
		MailComposer composer = new MailComposer(URI.create(url), "no-reply@soundlift.example",
				Clock.fixed(Instant.parse("2026-11-24T09:30:00Z"), ZoneOffset.UTC));
		List<Conversion> named = conversions.stream()
			.map((conversion) -> conversion.email(address).fileName(NAME).build())
			.toList();
		Delivery delivery = new OwnerMail(sender, composer).send(id, named, LINK_TOKEN);
		assertThat(delivery).isInstanceOf(Delivery.Accepted.class);
		return mailpit.awaitMail(address, subject);
	}

}
