package io.soundlift.notifier.mail;

import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.soundlift.journey.conversion.CleanText;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Failure;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.notifier.ledger.MailKind;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;

/**
 * Composer of the mail about ended conversions of one owner.
 * <p>
 * Two headers contain values that uploaders choose: the address of the account, and the
 * file's name, which is shortened and has no control characters. A mail that is composed
 * again has the same {@code Message-ID}, so that mail programs recognize it.
 */
final class MailComposer {

	private static final int MAX_NAME_CODE_POINTS = 150;

	/** Mail programs would cut off more. */
	private static final int MAX_NAME_CODE_POINTS_IN_SUBJECT = 60;

	private final MailTemplates templates = new MailTemplates();

	private final String publicUrl;

	private final String from;

	private final Clock clock;

	MailComposer(URI publicUrl, String from, Clock clock) {
		String url = publicUrl.toString();
		this.publicUrl = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
		this.from = from;
		this.clock = clock;
	}

	/**
	 * Fills in a mail.
	 * @param mail an empty mail
	 * @param id id of the mail
	 * @param conversions the ended conversions, at least one. The address is that of the
	 * last
	 * @param linkToken end of the link that turns the owner's mails off
	 * @throws MessagingException if the owner's address is invalid; it is then an
	 * {@link jakarta.mail.internet.AddressException}
	 */
	void compose(MimeMessage mail, String id, List<Conversion> conversions, String linkToken)
			throws MessagingException {
		Conversion last = conversions.get(conversions.size() - 1);
		Text text = (conversions.size() == 1) ? about(last) : aboutSeveral(conversions);
		mail.setRecipient(Message.RecipientType.TO, Recipient.of(last.ownerEmail()));
		mail.setFrom(sender());
		mail.setSubject(text.subject(), StandardCharsets.UTF_8.name());
		mail.setSentDate(Date.from(this.clock.instant()));
		mail.setHeader("Message-ID", messageId(id));
		// RFC 3834, section 5: suppresses automatic replies
		mail.setHeader("Auto-Submitted", "auto-generated");
		String unsubscribe = this.publicUrl + "/unsubscribe/" + linkToken;
		mail.setHeader("List-Unsubscribe", "<" + unsubscribe + ">");
		if (unsubscribe.startsWith("https:")) {
			// RFC 8058, section 3.1: one-click links must be HTTPS
			mail.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
		}
		text.values().put("server", this.publicUrl);
		text.values().put("unsubscribe", unsubscribe);
		MimeMultipart parts = new MimeMultipart("alternative");
		parts.addBodyPart(part(this.templates.text(text.template(), text.values()), "plain"));
		parts.addBodyPart(part(this.templates.html(text.template(), text.values()), "html"));
		mail.setContent(parts);
	}

	private Text about(Conversion conversion) {
		MailKind kind = MailKind.of(conversion.state()).orElseThrow();
		return new Text(kind.lowerCaseName(), subject(conversion, kind), values(conversion, kind));
	}

	private Text aboutSeveral(List<Conversion> conversions) {
		List<Map<String, Object>> mp3s = new ArrayList<>();
		List<Map<String, Object>> failures = new ArrayList<>();
		for (Conversion conversion : conversions) {
			MailKind kind = MailKind.of(conversion.state()).orElseThrow();
			((kind == MailKind.COMPLETED) ? mp3s : failures).add(values(conversion, kind));
		}
		String ready = counted(mp3s.size(), "MP3 is ready", "MP3s are ready");
		String failed = counted(failures.size(), "video could not be converted", "videos could not be converted");
		Map<String, Object> values = new HashMap<>();
		values.put("mp3s", mp3s);
		values.put("ready", ready);
		values.put("failures", failures);
		values.put("failed", failed);
		values.put("page", this.publicUrl + "/");
		return new Text("several", ready + ((ready.isEmpty() || failed.isEmpty()) ? "" : ", ") + failed, values);
	}

	private static String counted(int number, String one, String many) {
		return (number == 0) ? "" : number + " " + ((number == 1) ? one : many);
	}

	private InternetAddress sender() throws MessagingException {
		try {
			return new InternetAddress(this.from, "Soundlift", StandardCharsets.UTF_8.name());
		}
		catch (UnsupportedEncodingException ex) {
			throw new MessagingException("Cannot write the sender's name", ex);
		}
	}

	private static String subject(Conversion conversion, MailKind kind) {
		String text = switch (kind) {
			case COMPLETED -> "Your MP3 is ready: ";
			case FAILED -> "Could not be converted: ";
		};
		// a name may look like an encoded word
		return text + visibleName(conversion.fileName(), MAX_NAME_CODE_POINTS_IN_SUBJECT).replace("=?", "= ?");
	}

	private String messageId(String id) {
		return "<" + id.replace(':', '.') + this.from.substring(this.from.lastIndexOf('@')) + ">";
	}

	private Map<String, Object> values(Conversion conversion, MailKind kind) {
		Map<String, Object> values = new HashMap<>();
		values.put("id", conversion.id());
		values.put("videoName", visibleName(conversion.fileName(), MAX_NAME_CODE_POINTS));
		values.put("page", this.publicUrl + "/?conversion=" + conversion.id());
		switch (kind) {
			case COMPLETED -> addMp3(conversion, values);
			case FAILED -> addFailure(conversion, values);
		}
		return values;
	}

	private void addMp3(Conversion conversion, Map<String, Object> values) {
		Mp3 mp3 = conversion.mp3();
		if (mp3 == null) {
			throw new IllegalStateException("Conversion " + conversion.id() + " is completed without an MP3");
		}
		values.put("mp3Name", visibleName(mp3.fileName(), MAX_NAME_CODE_POINTS));
		values.put("duration", Quantities.duration(mp3.durationMillis()));
		values.put("size", Quantities.size(mp3.file().sizeBytes()));
		values.put("keptUntil", Quantities.time(conversion.retention().mp3ExpiresAt()));
		values.put("link", this.publicUrl + "/api/conversions/" + conversion.id() + "/mp3");
	}

	private static void addFailure(Conversion conversion, Map<String, Object> values) {
		Failure failure = conversion.failure();
		if (failure == null) {
			throw new IllegalStateException("Conversion " + conversion.id() + " has failed without a reason");
		}
		values.put("what", failure.detail());
		values.put("advice", FailureAdvice.of(failure.code()));
		values.put("code", failure.code());
	}

	/**
	 * Returns a file's name in a form for one line of a mail.
	 */
	private static String visibleName(String name, int maxCodePoints) {
		String visible = CleanText.limit(CleanText.of(name), maxCodePoints);
		return visible.isEmpty() ? "(no name)" : visible;
	}

	private static MimeBodyPart part(String content, String subtype) throws MessagingException {
		MimeBodyPart part = new MimeBodyPart();
		part.setText(content, StandardCharsets.UTF_8.name(), subtype);
		return part;
	}

	private record Text(String template, String subject, Map<String, Object> values) {
	}

}
