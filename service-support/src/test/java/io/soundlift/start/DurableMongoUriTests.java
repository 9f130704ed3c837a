package io.soundlift.start;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DurableMongoUri}.
 */
class DurableMongoUriTests {

	@ParameterizedTest
	@CsvSource({ //
			"mongodb://127.0.0.1:27017, mongodb://127.0.0.1:27017/?w=majority&journal=true&retryWrites=true&socketTimeoutMS=120000",
			"mongodb://127.0.0.1:27017/, mongodb://127.0.0.1:27017/?w=majority&journal=true&retryWrites=true&socketTimeoutMS=120000",
			"mongodb://u:p%3F@a/?replicaSet=rs0, mongodb://u:p%3F@a/?replicaSet=rs0&w=majority&journal=true&retryWrites=true&socketTimeoutMS=120000",
			"mongodb+srv://u:p@cluster.example/db?, mongodb+srv://u:p@cluster.example/db?w=majority&journal=true&retryWrites=true&socketTimeoutMS=120000" })
	void addsMissingOptions(String uri, String expected) {
		assertThat(DurableMongoUri.of(uri)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({
			"mongodb://a/?W=2&JOURNAL=false&retrywrites=false&sockettimeoutms=9, mongodb://a/?W=2&JOURNAL=false&retrywrites=false&sockettimeoutms=9",
			"mongodb://a/?retryWrites=false&timeoutMS=9, mongodb://a/?retryWrites=false&timeoutMS=9&w=majority&journal=true" })
	void keepsOptionsThatAreSet(String uri, String expected) {
		assertThat(DurableMongoUri.of(uri)).isEqualTo(expected);
	}

}
