package io.soundlift.cli.conversion;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.ProgressDisplay;
import io.soundlift.cli.conversion.KeyedRequest.InProgressException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link KeyedRequest}.
 */
class KeyedRequestTests {

	private static final Conversion ACCEPTED = new Conversion("a", "QUEUED", "a.mp4", Instant.EPOCH, null,
			new Conversion.Video(1, ""), null, null, null, null);

	private final List<String> keys = new ArrayList<>();

	private final List<Duration> pauses = new ArrayList<>();

	@Test
	void waitsForAsLongAsTheServerIsAtIt() throws Exception {
		Duration tenSeconds = Duration.ofSeconds(10);
		// more than half an hour
		assertThat(send(200, new InProgressException(tenSeconds))).isEqualTo(ACCEPTED);
		assertThat(this.pauses).hasSize(200).containsOnly(tenSeconds);
		assertThat(this.keys).hasSize(201).containsOnly(this.keys.get(0));
	}

	@Test
	void waitsTwoMinutesForServerThatDoesNotAnswer() throws Exception {
		CommandException away = new CommandException(ExitCode.UNREACHABLE, "Nothing answers");
		assertThat(send(Waiting.MAX_FAILURES - 1, away)).isEqualTo(ACCEPTED);
		assertThatExceptionOfType(CommandException.class).isThrownBy(() -> send(Waiting.MAX_FAILURES, away))
			.withMessageContaining("soundlift list")
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(ExitCode.UNREACHABLE));
	}

	@Test
	void sendsNothingAgainThatTheServerRefuses() {
		CommandException refused = new CommandException(ExitCode.REFUSED, "No");
		assertThatExceptionOfType(CommandException.class).isThrownBy(() -> send(1, refused)).isSameAs(refused);
		assertThat(this.keys).hasSize(1);
	}

	/**
	 * Sends a request that fails some times before it is answered.
	 */
	private Conversion send(int failures, Exception failure) throws InterruptedException {
		int before = this.keys.size();
		KeyedRequest request = (key) -> {
			this.keys.add(key);
			if (this.keys.size() - before > failures) {
				return ACCEPTED;
			}
			if (failure instanceof CommandException refusal) {
				throw refusal;
			}
			throw (IOException) failure;
		};
		return request.sendUntilAnswered("At work", new ProgressDisplay() {

			@Override
			public void update(String text) {
				assertThat(text).isNotBlank();
			}

			@Override
			public void done(String text) {
				assertThat(text).isNotBlank();
			}

		}, this.pauses::add);
	}

}
