package io.soundlift.notifier.mail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.notifier.TestConversion;
import io.soundlift.notifier.ledger.MailKind;
import jakarta.mail.Header;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MailComposer}. Each mail is written and read again, as a mail server
 * would get it.
 */
class MailComposerTests {

	private static final Instant NOW = Instant.parse("2026-11-24T09:30:00Z");

	private static final String ID = "0f8fad5bd9cb469fa16570867728950e";

	private static final String LINK_TOKEN = "YW5uYQ.signature";

	private final MailComposer composer = new MailComposer(URI.create("https://soundlift.example/"),
			"no-reply@mail.soundlift.example", Clock.fixed(NOW, ZoneOffset.UTC));

	@Test
	void tellsHowToGetMp3() throws Exception {
		MimeMessage mail = compose(TestConversion.completed().id(ID), MailKind.COMPLETED);
		assertThat(mail.getSubject()).isEqualTo("Your MP3 is ready: talk.mp4");
		for (String part : new String[] { text(mail), html(mail) }) {
			assertThat(part).contains("talk.mp4", "talk.mp3", ID, "1:02:03", "89.3 MB")
				.contains("https://soundlift.example/?conversion=" + ID)
				.contains("https://soundlift.example/api/conversions/" + ID + "/mp3")
				.contains("./soundlift download ");
		}
		assertThat(text(mail)).contains("./soundlift download " + ID)
			.contains("curl -OJ -H \"Authorization: Bearer $TOKEN\" https://soundlift.example/api/conversions/" + ID
					+ "/mp3");
		assertThat(html(mail)).contains("<a href=\"https://soundlift.example/?conversion=" + ID + "\"",
				"Download the MP3");
	}

	@Test
	void tellsUntilWhenMp3IsKept() throws Exception {
		MimeMessage mail = compose(
				TestConversion.completed().id(ID).mp3ExpiresAt(Instant.parse("2026-12-24T09:30:00Z")),
				MailKind.COMPLETED);
		assertThat(text(mail))
			.containsPattern("Id: +" + ID + "\\R" + "Kept: +until 24 December 2026, 09:30 UTC\\R\\R" + "Or run");
		assertThat(html(mail)).contains("It is kept until 24 December 2026, 09:30 UTC.");
	}

	@Test
	void promisesNothingAboutAnMp3ThatIsKeptForEver() throws Exception {
		MimeMessage mail = compose(TestConversion.completed().id(ID), MailKind.COMPLETED);
		assertThat(text(mail)).doesNotContain("Kept").containsPattern("Id: +" + ID + "\\R\\R" + "Or run");
		assertThat(html(mail)).doesNotContain("kept").doesNotContain("until");
	}

	@ParameterizedTest
	@CsvSource({ "not-media, upload the video itself", "no-audio, Choose a video with sound",
			"damaged, Play the file to its end", "unsupported-audio, common audio format",
			"encrypted, without copy protection", "segment-only, Save the whole video",
			"no-such-track, a track that it has", "start-past-end, an earlier start",
			"no-picture, another time for the cover", "too-long, into shorter parts", "timed-out, into shorter parts",
			"worker-crashed, export it again", "video-too-large, into shorter parts", "mp3-too-large, lower bit rate",
			"storage-quota-exceeded, Delete MP3s", "too-many-streams, one track of sound", "cpu-limit, export it again",
			"memory-limit, export it again", "header-too-large, without its tags",
			"video-missing, upload the video again", "gave-up, upload the video again",
			"a-code-of-tomorrow, upload the video again" })
	void tellsWhatHappenedAndWhatToDo(String code, String advice) throws Exception {
		MimeMessage mail = compose(TestConversion.failed(code, "What the converter says about it.").id(ID),
				MailKind.FAILED);
		assertThat(mail.getSubject()).isEqualTo("Could not be converted: talk.mp4");
		for (String part : new String[] { text(mail), html(mail) }) {
			assertThat(part).contains("talk.mp4", ID, code, "What the converter says about it.")
				.contains("https://soundlift.example/?conversion=" + ID)
				.contains(advice);
		}
	}

	@Test
	void marksItselfAsAutomatic() throws Exception {
		MimeMessage mail = compose(TestConversion.completed().id(ID), MailKind.COMPLETED);
		assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
		assertThat(mail.getFrom()).extracting(Object::toString)
			.containsExactly("Soundlift <no-reply@mail.soundlift.example>");
		assertThat(mail.getSentDate()).isEqualTo(Date.from(NOW));
	}

	@ParameterizedTest
	@EnumSource
	void isTurnedOffByOneClick(MailKind kind) throws Exception {
		MimeMessage mail = compose((kind == MailKind.COMPLETED) ? TestConversion.completed()
				: TestConversion.failed("no-audio", "No sound."), kind);
		String link = "https://soundlift.example/unsubscribe/" + LINK_TOKEN;
		assertThat(mail.getHeader("List-Unsubscribe")).containsExactly("<" + link + ">");
		assertThat(mail.getHeader("List-Unsubscribe-Post")).containsExactly("List-Unsubscribe=One-Click");
		assertThat(text(mail)).contains("Turn off these mails: " + link);
		assertThat(html(mail)).contains("<a href=\"" + link + "\"");
	}

	@Test
	void promisesNoOneClickWithoutTls() throws Exception {
		MailComposer local = new MailComposer(URI.create("http://localhost:8080"), "soundlift@localhost",
				Clock.fixed(NOW, ZoneOffset.UTC));
		MimeMessage mail = compose(local, TestConversion.completed(), MailKind.COMPLETED);
		assertThat(mail.getHeader("List-Unsubscribe"))
			.containsExactly("<http://localhost:8080/unsubscribe/" + LINK_TOKEN + ">");
		assertThat(mail.getHeader("List-Unsubscribe-Post")).isNull();
	}

	@Test
	void hasSameMessageIdWhenComposedAgain() throws Exception {
		assertThat(compose(TestConversion.completed().id(ID), MailKind.COMPLETED).getMessageID())
			.isEqualTo(compose(TestConversion.completed().id(ID), MailKind.COMPLETED).getMessageID())
			.isEqualTo("<" + ID + ".completed@mail.soundlift.example>");
		assertThat(compose(TestConversion.failed("no-audio", "No sound.").id(ID), MailKind.FAILED).getMessageID())
			.isEqualTo("<" + ID + ".failed@mail.soundlift.example>");
	}

	static Stream<String> hostileNames() {
		return Stream.of("a\r\nBcc: evil@example.com\r\n\r\nbody.mp4", "a\nSubject: other.mp4", "\"quoted\" 'name'.mp4",
				"\u202Egpj.mp4", "\uD83C\uDFB5 song \uD83D\uDE00.mp4", "x".repeat(300) + ".mp4", "=?UTF-8?B?QmNj?=.mp4",
				"\u0000\u0007.mp4", "", "\u05E9\u05DC\u05D5\u05DD.mp4", "\uD800.mp4", "${1+1}[[${id}]]__${id}__.mp4");
	}

	@ParameterizedTest
	@MethodSource("hostileNames")
	void writesNoOtherHeaderThanTheSubjectFromAFileName(String name) throws Exception {
		MimeMessage mail = compose(TestConversion.completed().fileName(name), MailKind.COMPLETED);
		assertThat(Collections.list(mail.getAllHeaders())).extracting(Header::getName)
			.containsExactlyInAnyOrder("Date", "From", "To", "Message-ID", "Subject", "MIME-Version", "Content-Type",
					"Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post");
		assertThat(mail.getAllRecipients()).extracting(Object::toString).containsExactly("owner@example.com");
		assertThat(mail.getRecipients(Message.RecipientType.TO)).hasSize(1);
		assertThat(mail.getSubject()).startsWith("Your MP3 is ready: ")
			.hasSizeLessThan(90)
			.doesNotContain("\n", "\r", "\u202E", "\u0007", "Bcc.mp4");
	}

	@ParameterizedTest
	@MethodSource("hostileNames")
	void keepsFileNameInOneLine(String name) throws Exception {
		String text = text(compose(TestConversion.completed().fileName(name), MailKind.COMPLETED));
		assertThat(text.lines().filter((line) -> line.startsWith("Video:"))).hasSize(1);
		assertThat(text.lines().map(String::length)).allMatch((length) -> length < 400);
		assertThat(text.lines().count()).isEqualTo(expectedLines());
		assertThat(text).doesNotContainPattern("[\\u202A-\\u202E\\u2066-\\u2069\\u0000\\u0007]");
	}

	@Test
	void showsNameAsItIs() throws Exception {
		MimeMessage mail = compose(
				TestConversion.completed().fileName("\uD83C\uDFB5 \u05E9\u05DC\u05D5\u05DD \u00FC.mp4"),
				MailKind.COMPLETED);
		assertThat(text(mail)).contains("\uD83C\uDFB5 \u05E9\u05DC\u05D5\u05DD \u00FC.mp4");
		assertThat(html(mail)).contains("\uD83C\uDFB5 \u05E9\u05DC\u05D5\u05DD");
	}

	@ParameterizedTest
	@ValueSource(strings = { "<script>alert(1)</script>.mp4", "<img src=x onerror=alert(1)>.mp4",
			"\"><a href=https://evil.example>x</a>.mp4", "a & b.mp4" })
	void escapesFileNameInHtml(String name) throws Exception {
		String html = html(compose(TestConversion.completed().fileName(name), MailKind.COMPLETED));
		assertThat(html).doesNotContain("<script", "<img", "evil.example>", "a & b").containsAnyOf("&lt;", "&amp;");
	}

	@Test
	void escapesReasonInHtml() throws Exception {
		String html = html(compose(TestConversion.failed("<b>", "<i>why</i>"), MailKind.FAILED));
		assertThat(html).contains("&lt;b&gt;", "&lt;i&gt;why&lt;/i&gt;").doesNotContain("<i>", "<b>");
	}

	@Test
	void namesSeveralConversions() throws Exception {
		String other = ID.replace('0', '1');
		String failed = ID.replace('0', '2');
		MimeMessage mail = compose(this.composer, "a:completed", List.of(
				TestConversion.completed().id(ID).fileName("<one>.mp4").build(),
				TestConversion.completed().id(other).mp3ExpiresAt(Instant.parse("2026-12-24T09:30:00Z")).build(),
				TestConversion.failed("no-audio", "This video has no sound.").id(failed).build()));
		assertThat(mail.getSubject()).isEqualTo("2 MP3s are ready, 1 video could not be converted");
		assertThat(mail.getMessageID()).isEqualTo("<a.completed@mail.soundlift.example>");
		for (String part : new String[] { text(mail), html(mail) }) {
			assertThat(part).contains("2 MP3s are ready", "1 video could not be converted", "talk.mp3", "talk.mp4")
				.contains("1:02:03, 89.3 MB, kept until 24 December 2026, 09:30 UTC")
				.contains("This video has no sound. Choose a video with sound")
				.containsOnlyOnce("https://soundlift.example/?conversion=" + ID)
				.containsOnlyOnce("https://soundlift.example/?conversion=" + other)
				.containsOnlyOnce("https://soundlift.example/?conversion=" + failed)
				.contains("https://soundlift.example/unsubscribe/" + LINK_TOKEN);
		}
		assertThat(text(mail)).contains("- <one>.mp3\n");
		assertThat(html(mail)).contains("&lt;one&gt;.mp3")
			.contains("<a href=\"https://soundlift.example/\"", "Open Soundlift");
		assertThat(mail.getHeader("List-Unsubscribe-Post")).containsExactly("List-Unsubscribe=One-Click");
	}

	@ParameterizedTest
	@CsvSource({ "2, 0, 2 MP3s are ready", "0, 2, 2 videos could not be converted",
			"1, 2, '1 MP3 is ready, 2 videos could not be converted'" })
	void countsThemInTheSubject(int completed, int failed, String subject) throws Exception {
		List<Conversion> conversions = Stream
			.concat(Stream.generate(TestConversion::completed).limit(completed),
					Stream.generate(() -> TestConversion.failed("no-audio", "No sound.")).limit(failed))
			.map(TestConversion::build)
			.toList();
		MimeMessage mail = compose(this.composer, "a:completed", conversions);
		assertThat(mail.getSubject()).isEqualTo(subject);
		assertThat(text(mail)).startsWith(subject.replaceAll(",.*", "")).contains(subject.split(", "));
		assertThat(html(mail)).contains(subject.split(", "));
		assertThat(text(mail).contains("could not be")).isEqualTo(failed > 0);
		assertThat(html(mail).contains("ready")).isEqualTo(completed > 0);
	}

	@ParameterizedTest
	@MethodSource("hostileNames")
	void keepsEachNameInOneLineOfSeveral(String name) throws Exception {
		List<Conversion> plain = List.of(TestConversion.completed().build(),
				TestConversion.failed("no-audio", "No sound.").build());
		List<Conversion> hostile = List.of(TestConversion.completed().fileName(name).build(),
				TestConversion.failed("no-audio", "No sound.").fileName(name).build());
		MimeMessage mail = compose(this.composer, "a:completed", hostile);
		assertThat(text(mail).lines().count())
			.isEqualTo(text(compose(this.composer, "a:completed", plain)).lines().count());
		assertThat(text(mail)).doesNotContainPattern("[\\u202A-\\u202E\\u2066-\\u2069\\u0000\\u0007]");
		assertThat(Collections.list(mail.getAllHeaders())).hasSize(10);
	}

	private long expectedLines() throws Exception {
		return text(compose(TestConversion.completed(), MailKind.COMPLETED)).lines().count();
	}

	private MimeMessage compose(TestConversion builder, MailKind kind) throws Exception {
		return compose(this.composer, builder, kind);
	}

	private static MimeMessage compose(MailComposer composer, TestConversion builder, MailKind kind) throws Exception {
		Conversion conversion = builder.build();
		return compose(composer, conversion.id() + ":" + kind.lowerCaseName(), List.of(conversion));
	}

	private static MimeMessage compose(MailComposer composer, String id, List<Conversion> conversions)
			throws Exception {
		Session session = Session.getInstance(new Properties());
		MimeMessage mail = new MimeMessage(session);
		composer.compose(mail, id, conversions, LINK_TOKEN);
		String messageId = mail.getMessageID();
		mail.saveChanges();
		mail.setHeader("Message-ID", messageId);
		ByteArrayOutputStream written = new ByteArrayOutputStream();
		mail.writeTo(written);
		return new MimeMessage(session, new ByteArrayInputStream(written.toByteArray()));
	}

	private static String text(MimeMessage mail) throws Exception {
		return part(mail, 0, "text/plain");
	}

	private static String html(MimeMessage mail) throws Exception {
		return part(mail, 1, "text/html");
	}

	private static String part(MimeMessage mail, int index, String type) throws Exception {
		MimeMultipart parts = (MimeMultipart) mail.getContent();
		assertThat(mail.isMimeType("multipart/alternative")).isTrue();
		assertThat(parts.getCount()).isEqualTo(2);
		assertThat(parts.getBodyPart(index).isMimeType(type)).isTrue();
		return (String) parts.getBodyPart(index).getContent();
	}

}
