package io.soundlift.cli.local;

import io.soundlift.cli.console.CommandException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SmtpAddress}.
 */
class SmtpAddressTests {

	@Test
	void requiresStartTlsWhenThereIsAPassword() {
		assertThat(SmtpAddress.parse("smtp://me%40example.org:p%2Fa+s@mail.example.org"))
			.isEqualTo(new SmtpAddress("mail.example.org", 587, "me@example.org", "p/a+s", true, false));
		assertThat(SmtpAddress.parse("smtp://me:secret@mail.example.org:25?starttls=false").startTls()).isFalse();
	}

	@Test
	void speaksPlainlyWithoutPassword() {
		assertThat(SmtpAddress.parse("smtp://127.0.0.1:1025").environment())
			.containsEntry("SOUNDLIFT_SMTP_HOST", "127.0.0.1")
			.containsEntry("SOUNDLIFT_SMTP_PORT", "1025")
			.containsEntry("SOUNDLIFT_SMTP_STARTTLS", "false")
			.doesNotContainKey("SPRING_MAIL_SSL_ENABLED");
	}

	@Test
	void speaksTlsFromTheFirstByteForSmtps() {
		SmtpAddress address = SmtpAddress.parse("smtps://me:secret@mail.example.org");
		assertThat(address.port()).isEqualTo(465);
		assertThat(address.environment()).containsEntry("SPRING_MAIL_SSL_ENABLED", "true")
			.containsEntry("SOUNDLIFT_SMTP_STARTTLS", "false");
	}

	@ParameterizedTest
	@ValueSource(strings = { "mail.example.org", "http://mail.example.org", "smtp://", "smtp://me:p/w@host" })
	void refusesWhatIsNoMailServer(String url) {
		assertThatExceptionOfType(CommandException.class).isThrownBy(() -> SmtpAddress.parse(url))
			.withMessageContaining("--smtp-url");
	}

}
