package io.soundlift.gateway.download;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RequestedRange}.
 */
class RequestedRangeTests {

	@ParameterizedTest
	@CsvSource({ "bytes=0-0,0,1", "bytes=0-,0,100", "bytes=10-19,10,10", "bytes=90-500,90,10", "bytes=-1,99,1",
			"bytes=-500,0,100", "bytes=99-,99,1", "bytes = 1-2,1,2" })
	void readsOneRange(String header, long offset, long length) throws Exception {
		assertThat(RequestedRange.parse(header, 100)).isEqualTo(new RequestedRange(offset, length));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-4", "items=0-1", "bytes=0-1,3-4",
			"bytes=0-99999999999999999999" })
	void ignoresWhatItNeedNotUnderstand(String header) throws Exception {
		assertThat(RequestedRange.parse(header, 100)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "bytes=100-", "bytes=100-200", "bytes=-0" })
	void refusesBytesThatTheFileDoesNotHave(String header) {
		assertThatExceptionOfType(RequestedRange.UnsatisfiableException.class)
			.isThrownBy(() -> RequestedRange.parse(header, 100));
	}

}
