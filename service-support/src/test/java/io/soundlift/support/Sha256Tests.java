package io.soundlift.support;

import java.util.HexFormat;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Sha256}.
 */
class Sha256Tests {

	/** Test vector of FIPS 180-2, appendix B.1. */
	@Test
	void hashesLikeTheStandard() {
		assertThat(HexFormat.of().formatHex(Sha256.hash("abc")))
			.isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	}

}
