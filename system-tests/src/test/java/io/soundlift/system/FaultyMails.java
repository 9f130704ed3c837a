package io.soundlift.system;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.soundlift.testsupport.ReceivedMail;
import io.soundlift.testsupport.TestMail;
import io.soundlift.testsupport.TestMailpit;

/**
 * The mail servers that faults can be tried on.
 */
final class FaultyMails {

	private FaultyMails() {
	}

	/**
	 * Starts the mail server that was asked for.
	 * @param wanted {@code embedded} or {@code mailpit}
	 * @param folder where its data is
	 */
	static FaultyMail start(String wanted, Path folder) {
		return switch (wanted) {
			case "", "embedded" -> new Embedded(TestMail.start());
			case "mailpit" -> new Mailpit(TestMailpit.start(folder.resolve("mailpit.db").toAbsolutePath()));
			default -> throw new IllegalArgumentException("faults.mail is embedded or mailpit: " + wanted);
		};
	}

	/**
	 * A mail server of the tests, which has all faults.
	 */
	private static final class Embedded extends FaultyMail {

		private final TestMail mail;

		Embedded(TestMail mail) {
			super(mail.port());
			this.mail = mail;
		}

		@Override
		Set<FaultKind> faults() {
			return EnumSet.of(FaultKind.MAIL_AWAY, FaultKind.MAIL_REFUSED, FaultKind.MAIL_STALLED,
					FaultKind.MAIL_UNANSWERED);
		}

		@Override
		List<ReceivedMail> received() {
			return this.mail.received();
		}

		@Override
		void begin(FaultKind kind) {
			switch (kind) {
				case MAIL_AWAY -> this.mail.stop();
				case MAIL_REFUSED -> this.mail.reject(true);
				case MAIL_UNANSWERED -> this.mail.keepSilently();
				default -> super.begin(kind);
			}
		}

		@Override
		void end(FaultKind kind) {
			switch (kind) {
				case MAIL_AWAY -> this.mail.restart();
				case MAIL_REFUSED -> this.mail.reject(false);
				case MAIL_UNANSWERED -> this.mail.answer();
				default -> super.end(kind);
			}
		}

		@Override
		public void close() {
			super.close();
			this.mail.answer();
			this.mail.close();
		}

	}

	/**
	 * A Mailpit, which either answers or does not accept a mail.
	 */
	private static final class Mailpit extends FaultyMail {

		private final TestMailpit mailpit;

		Mailpit(TestMailpit mailpit) {
			super(mailpit.smtpPort());
			this.mailpit = mailpit;
		}

		@Override
		Set<FaultKind> faults() {
			return EnumSet.of(FaultKind.MAIL_AWAY, FaultKind.MAIL_REFUSED, FaultKind.MAIL_STALLED);
		}

		@Override
		List<ReceivedMail> received() {
			return this.mailpit.received();
		}

		@Override
		void begin(FaultKind kind) {
			switch (kind) {
				case MAIL_AWAY -> this.mailpit.stop();
				case MAIL_REFUSED -> this.mailpit.reject(true);
				default -> super.begin(kind);
			}
		}

		@Override
		void end(FaultKind kind) {
			switch (kind) {
				case MAIL_AWAY -> this.mailpit.restart();
				case MAIL_REFUSED -> this.mailpit.reject(false);
				default -> super.end(kind);
			}
		}

		@Override
		public void close() {
			super.close();
			this.mailpit.close();
		}

	}

}
