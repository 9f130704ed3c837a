package io.soundlift.gateway.share;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TokenRedaction}.
 */
class TokenRedactionTests {

	@ParameterizedTest
	@CsvSource({ "/shared/Ab-1_c,/shared/{token}", "/shared/Ab-1_c/mp3,/shared/{token}",
			"http://x/shared/Ab/mp3,http://x/shared/{token}", "/api/conversions/1,/api/conversions/1" })
	void removesTokensFromAddresses(String address, String kept) {
		Observation.Context context = new Observation.Context();
		context.addHighCardinalityKeyValue(KeyValue.of(TokenRedaction.ADDRESS, address));
		new TokenRedaction("/shared/").map(context);
		assertThat(context.getHighCardinalityKeyValue(TokenRedaction.ADDRESS)).isNotNull()
			.extracting(KeyValue::getValue)
			.isEqualTo(kept);
	}

}
