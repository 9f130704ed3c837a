package io.soundlift.gateway.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Check that answers of the gateway are those of the OpenAPI document: status, content
 * type, and body without a member that is not described.
 */
public final class ApiAnswers {

	private static final JsonMapper JSON = new JsonMapper();

	private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

	private static final ApiAnswers SERVED = new ApiAnswers(read());

	private final JsonNode document;

	private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

	/**
	 * Creates the check.
	 * @param document the document
	 */
	ApiAnswers(JsonNode document) {
		this.document = document.deepCopy();
		close(this.document);
	}

	/**
	 * Checks an answer. Calls that are not described are not looked at.
	 * @param answer the answer, with a body of bytes or without one
	 * @throws AssertionError if it is not one of those that are described
	 */
	public static void check(HttpResponse<?> answer) {
		if (answer.statusCode() == 302 && answer.request().headers().firstValue("Accept").orElse("").contains("html")) {
			// a person without a session is led to the sign-in, from wherever the link
			// leads
			return;
		}
		byte[] body = (answer.body() instanceof byte[] bytes) ? bytes : new byte[0];
		SERVED.check(answer.request().method(), answer.request().uri().getRawPath(), answer.statusCode(),
				answer.headers().firstValue("Content-Type").orElse(null), body, answer.body() instanceof byte[]);
	}

	/**
	 * Checks an answer.
	 */
	void check(String method, String path, int status, @Nullable String contentType, byte[] body, boolean whole) {
		String template = template(path).orElse(null);
		if (template == null) {
			return;
		}
		JsonNode operation = this.document.path("paths").path(template).path(method.toLowerCase(Locale.ROOT));
		if (operation.isMissingNode()) {
			return;
		}
		String call = "%s %s, %d".formatted(method, template, status);
		JsonNode response = operation.path("responses").path(String.valueOf(status));
		require(!response.isMissingNode(), call, "the status is not in the OpenAPI document", body);
		if ("HEAD".equals(method)) {
			return;
		}
		if (contentType == null) {
			require(body.length == 0, call, "a body without a content type", body);
			return;
		}
		String type = contentType.replaceFirst(";.*", "").strip();
		JsonNode content = response.path("content").path(type);
		require(!content.isMissingNode(), call, "the content type " + type + " is not in the OpenAPI document", body);
		if (whole && type.endsWith("json")) {
			List<Error> errors = schema(call, content.path("schema")).validate(parse(call, body),
					(context) -> context.executionConfig((config) -> config.formatAssertionsEnabled(true)));
			require(errors.isEmpty(), call, errors.toString(), body);
		}
	}

	/**
	 * Finds the path of the document that a call is for. One without parameters goes
	 * first.
	 */
	private Optional<String> template(String path) {
		JsonNode paths = this.document.path("paths");
		return paths.has(path) ? Optional.of(path)
				: paths.propertyNames()
					.stream()
					.filter((template) -> path.matches(template.replaceAll("\\{\\w+}", "[^/]+")))
					.findFirst();
	}

	private Schema schema(String call, JsonNode schema) {
		return this.schemas.computeIfAbsent(call, (absent) -> {
			ObjectNode whole = (ObjectNode) schema.deepCopy();
			// where its references lead to
			whole.set("components", this.document.path("components"));
			return SCHEMAS.getSchema(whole);
		});
	}

	private static JsonNode parse(String call, byte[] body) {
		try {
			return JSON.readTree(body);
		}
		catch (JacksonException ex) {
			throw new AssertionError(call + ": no JSON", ex);
		}
	}

	private static void require(boolean expected, String call, String trouble, byte[] body) {
		if (!expected) {
			throw new AssertionError("%s: %s. The body is %s".formatted(call, trouble,
					new String(body, 0, Math.min(body.length, 2000), StandardCharsets.UTF_8)));
		}
	}

	/**
	 * Forbids members that are not described. Clients have to ignore them, so the
	 * document does not.
	 */
	private static void close(JsonNode node) {
		if (node instanceof ObjectNode object && object.has("properties") && !object.has("$ref")
				&& !object.has("additionalProperties")) {
			object.put("additionalProperties", false);
		}
		node.forEach(ApiAnswers::close);
	}

	private static JsonNode read() {
		try (InputStream document = Objects
			.requireNonNull(ApiAnswers.class.getResourceAsStream("/static/api/openapi.json"))) {
			return JSON.readTree(document);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
