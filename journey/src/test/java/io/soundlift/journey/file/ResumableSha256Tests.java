package io.soundlift.journey.file;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ResumableSha256}.
 */
class ResumableSha256Tests {

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129, 1_000_000 })
	void isTheDigestOfThePlatform(int length) throws NoSuchAlgorithmException {
		byte[] bytes = new byte[length];
		new Random(length).nextBytes(bytes);
		ResumableSha256 digest = new ResumableSha256();
		digest.update(bytes, 0, length);
		assertThat(digest.digest()).isEqualTo(sha256(bytes));
	}

	@RepeatedTest(20)
	void goesOnWithStoredStateAfterAnyByte(RepetitionInfo repetition) throws NoSuchAlgorithmException {
		Random random = new Random(repetition.getCurrentRepetition());
		byte[] bytes = new byte[1 + random.nextInt(20_000)];
		random.nextBytes(bytes);
		String state = new ResumableSha256().state();
		int position = 0;
		while (position < bytes.length) {
			ResumableSha256 digest = new ResumableSha256(state);
			int count = Math.min(bytes.length - position, random.nextInt(random.nextBoolean() ? 70 : 3000));
			digest.update(bytes, position, count);
			position += count;
			state = digest.state();
			assertThat(state).hasSizeLessThanOrEqualTo(2 * 113);
		}
		assertThat(new ResumableSha256(state).digest()).isEqualTo(sha256(bytes));
	}

	@Test
	void refusesStateThatIsNone() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ResumableSha256("00".repeat(41)));
	}

	private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
		return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
	}

}
