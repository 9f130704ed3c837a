package io.soundlift.gateway.openapi;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that answers which the document does not describe are noticed.
 */
class ApiAnswersTests {

	private static final String DOCUMENT = """
			{ "paths": { "/api/things/{id}": { "get": { "responses": {
				"200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } } },
				"204": { },
				"404": { "content": { "application/problem+json": { "schema": {
					"$ref": "#/components/schemas/Problem", "properties": { "code": { "enum": [ "no-such-thing" ] } } } } } }
			} } },
			"/api/things/new": { "get": { "responses": { "200": { } } } } },
			"components": { "schemas": {
				"Thing": { "type": "object", "required": [ "id" ], "properties": {
					"id": { "type": "string" }, "at": { "type": "string", "format": "date-time" } } },
				"Problem": { "type": "object", "properties": { "code": { "type": "string" } } } } } }
			""";

	private final ApiAnswers answers = new ApiAnswers(new JsonMapper().readTree(DOCUMENT));

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"GET|/api/things/1|200|application/json;charset=UTF-8|{\"id\":\"1\",\"at\":\"2026-11-24T09:30:00Z\"}",
			"GET|/api/things/1|204||", "GET|/api/things/new|200||",
			"GET|/api/things/1|404|application/problem+json|{\"code\":\"no-such-thing\"}",
			"GET|/api/things/1/parts|418|text/plain|x", "DELETE|/api/things/1|418|text/plain|x",
			"GET|/page|418|text/html|x" })
	void takesWhatIsDescribedOrNotPartOfTheDocument(String method, String path, int status, String type, String body) {
		assertThatCode(() -> check(method, path, status, type, body)).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "status|409|application/problem+json|{\"code\":\"no-such-thing\"}",
					"content type|200|text/html|<p>", "content type|204|text/plain|x",
					"at|200|application/json|{\"id\":\"1\",\"at\":\"yesterday\"}", "id|200|application/json|{}",
					"extra|200|application/json|{\"id\":\"1\",\"extra\":2}",
					"code|404|application/problem+json|{\"code\":\"other\"}",
					"extra|404|application/problem+json|{\"code\":\"no-such-thing\",\"extra\":2}",
					"no JSON|200|application/json|{\"id\"" })
	void findsWhatIsNotDescribed(String trouble, int status, String type, String body) {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> check("GET", "/api/things/1", status, type, body))
			.withMessageContaining(trouble)
			.withMessageContaining("GET /api/things/{id}");
	}

	@Test
	void findsBodyWithoutContentType() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> check("GET", "/api/things/1", 200, null, "x"));
	}

	private void check(String method, String path, int status, @Nullable String type, @Nullable String body) {
		byte[] bytes = (body != null) ? body.getBytes(StandardCharsets.UTF_8) : new byte[0];
		this.answers.check(method, path, status, type, bytes, true);
	}

}
