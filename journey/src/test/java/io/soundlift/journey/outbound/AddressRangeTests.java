package io.soundlift.journey.outbound;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link AddressRange}.
 */
class AddressRangeTests {

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/8,10.255.1.2,true", "10.0.0.0/8,11.0.0.0,false", "192.168.4.0/22,192.168.7.255,true",
			"192.168.4.0/22,192.168.8.0,false", "0.0.0.0/0,203.0.113.9,true", "0.0.0.0/0,2001:db8::1,false",
			"127.0.0.1,127.0.0.1,true", "127.0.0.1,127.0.0.2,false", "2001:db8::/33,2001:db8:7fff::1,true",
			"2001:db8::/33,2001:db8:8000::1,false", "::1,0:0:0:0:0:0:0:1,true", "10.0.0.0/8,::ffff:10.1.1.1,true" })
	void containsTheAddressesWithItsPrefix(String range, String address, boolean contained) {
		assertThat(AddressRange.valueOf(range).contains(IpAddress.parse(address).orElseThrow())).isEqualTo(contained);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "proxy.example", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8/8",
			"10.0.0/8", "010.0.0.0/8", "10.0.0.1/8", "1", "fe80::1%eth0", "[::1]" })
	void refusesWhatIsNoRange(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.valueOf(text));
	}

	@Test
	void writesItselfAsItIsRead() {
		assertThat(AddressRange.valueOf("10.0.0.0/8")).hasToString("10.0.0.0/8");
		assertThat(AddressRange.valueOf("127.0.0.1")).hasToString("127.0.0.1/32");
	}

}
