package io.soundlift.authserver.account;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what counts as one origin.
 */
class OriginTests {

	@ParameterizedTest
	@CsvSource({ "2001:db8::1, 2001:db8::ffff:1, true", "2001:db8:0:1::1, 2001:db8:0:2::1, false",
			"203.0.113.7, 203.0.113.8, false", "::ffff:203.0.113.7, 203.0.113.7, true", "unknown, unknown, true",
			"not:an:address, not:an:address, true", "not:an:address, not:another:address, false" })
	void countsIpv6ByItsNetworkAndIpv4ByItsAddress(String one, String other, boolean same) {
		assertThat(new Origin(one, "").network().equals(new Origin(other, "").network())).isEqualTo(same);
	}

}
