package io.soundlift.gateway.revocation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the answers of the authorization server.
 */
class RevocationFeedTests {

	private final KnownRevocations revocations = new KnownRevocations(Clock.systemUTC());

	private final RevocationFeed feed = new RevocationFeed(this.revocations);

	@Test
	void goesOnWhereTheAnswerEnds() throws Exception {
		assertThat(this.feed.next()).isEmpty();
		assertThat(this.feed.read(body("ACCOUNT anna 4000000000\nMORE 1.5.abc\n"))).isTrue();
		assertThat(this.feed.next()).isEqualTo("1.5.abc");
		assertThat(this.feed.read(body("NEXT 1.5.abc\n"))).isFalse();
		assertThat(this.revocations.closedAccounts()).containsExactly("anna");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "ACCOUNT bert 4000000000\n", "ACCOUNT bert 4000000000\n{}\n", "GRANT x y\nNEXT 2\n",
			"OTHER bert 1\nNEXT 2\n", "{\"grants\":[]}", "<html>" })
	void goesOnWhereItWasWhenTheAnswerIsNotComplete(String answer) throws Exception {
		this.feed.read(body("NEXT 1.0.\n"));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.feed.read(body(answer)));
		assertThat(this.feed.next()).isEqualTo("1.0.");
	}

	private static InputStream body(String text) {
		return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
	}

}
