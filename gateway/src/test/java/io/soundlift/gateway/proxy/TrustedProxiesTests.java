package io.soundlift.gateway.proxy;

import java.util.List;

import io.soundlift.journey.outbound.AddressRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TrustedProxies}.
 */
class TrustedProxiesTests {

	private final TrustedProxies proxies = new TrustedProxies(
			List.of(AddressRange.valueOf("10.0.0.0/8"), AddressRange.valueOf("fd00::/8")));

	@Test
	void believesNobodyWhenThereAreNoProxies() {
		assertThat(new TrustedProxies(List.of()).clientAddress("127.0.0.1", List.of("203.0.113.9")))
			.isEqualTo("127.0.0.1");
	}

	@Test
	void ignoresWhatAClientThatIsNoProxyTells() {
		assertThat(this.proxies.clientAddress("203.0.113.9", List.of("198.51.100.7"))).isEqualTo("203.0.113.9");
	}

	@Test
	void takesTheAddressThatItsProxyTells() {
		assertThat(this.proxies.clientAddress("10.0.0.1", List.of("203.0.113.9"))).isEqualTo("203.0.113.9");
		assertThat(this.proxies.clientAddress("fd00::1", List.of("2001:db8::1"))).isEqualTo("2001:db8:0:0:0:0:0:1");
		assertThat(this.proxies.clientAddress("fd00:0:0:0:0:0:0:1%eth0", List.of("203.0.113.9")))
			.isEqualTo("203.0.113.9");
	}

	@Test
	void takesTheRightMostAddressThatIsNoProxy() {
		assertThat(this.proxies.clientAddress("10.0.0.1", List.of("198.51.100.7, 203.0.113.9, 10.0.0.2")))
			.isEqualTo("203.0.113.9");
		assertThat(this.proxies.clientAddress("10.0.0.1", List.of("198.51.100.7", "203.0.113.9", "10.0.0.2,10.0.0.3")))
			.isEqualTo("203.0.113.9");
	}

	@Test
	void takesTheFarthestProxyWhenAllAreProxies() {
		assertThat(this.proxies.clientAddress("10.0.0.1", List.of("10.0.0.3, 10.0.0.2"))).isEqualTo("10.0.0.3");
		assertThat(this.proxies.clientAddress("10.0.0.1", List.of())).isEqualTo("10.0.0.1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "unknown", "", ",", "localhost", "203.0.113.9:80", "203.0.113", "999.1.1.1", "1", "::g",
			":", "[2001:db8::1]", "203.0.113.9, evil\tvalue", "0x7f.0.0.1" })
	void stopsAtWhatIsNoAddress(String told) {
		assertThat(this.proxies.clientAddress("10.0.0.1", List.of(told))).isEqualTo("10.0.0.1");
	}

}
