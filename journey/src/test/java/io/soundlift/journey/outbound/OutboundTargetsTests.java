package io.soundlift.journey.outbound;

import java.net.InetAddress;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OutboundTargets}.
 */
class OutboundTargetsTests {

	private final OutboundTargets strict = new OutboundTargets(false, List.of());

	@ParameterizedTest
	@ValueSource(strings = { "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.255", "168.63.129.16",
			"169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.1.1", "198.18.0.1",
			"198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1",
			"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1",
			"2001::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1",
			"ff02::1", "ff0e::1" })
	void refusesAddressesThatAreNotPublic(String address) throws Exception {
		assertThat(this.strict.allows(InetAddress.getByName(address))).isFalse();
		String host = address.contains(":") ? "[" + address + "]" : address;
		assertThat(this.strict.problem("https://" + host + "/hook")).isPresent();
	}

	@ParameterizedTest
	@ValueSource(strings = { "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "192.167.1.1",
			"198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::1" })
	void allowsPublicAddresses(String address) throws Exception {
		assertThat(this.strict.allows(InetAddress.getByName(address))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://receiver.example/", "ftp://receiver.example/", "file:///etc/passwd", "/hook", "",
			"https://", "https:receiver.example", "https://user:password@receiver.example/",
			"https://receiver.example/#fragment", "https://receiver example/", "https://127.0.0.1:8443/",
			"https://[::1]/", "https://receiver.example:0/", "https://receiver.example:65536/" })
	void refusesUrl(String url) {
		assertThat(this.strict.problem(url)).isPresent();
	}

	@Test
	void acceptsUrlOfHttps() {
		assertThat(this.strict.problem("https://receiver.example/hook?key=1")).isEmpty();
		assertThat(this.strict.problem("https://receiver.example:8443")).isEmpty();
		assertThat(this.strict.problem("https://receiver.example/" + "a".repeat(2000))).isPresent();
	}

	@Test
	void allowsWhatTheSettingsName() throws Exception {
		OutboundTargets targets = new OutboundTargets(true,
				List.of(AddressRange.valueOf("10.1.0.0/16"), AddressRange.valueOf("fd00::/8")));
		assertThat(targets.allows(InetAddress.getByName("10.1.255.255"))).isTrue();
		assertThat(targets.allows(InetAddress.getByName("10.2.0.0"))).isFalse();
		assertThat(targets.allows(InetAddress.getByName("fd12::1"))).isTrue();
		assertThat(targets.allows(InetAddress.getByName("fc12::1"))).isFalse();
		assertThat(targets.problem("http://10.1.0.1/")).isEmpty();
		assertThat(targets.problem("http://10.2.0.1/")).isPresent();
	}

}
