package io.soundlift.gateway.openapi;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import io.soundlift.gateway.problem.ProblemType;

/**
 * What is known of an operation besides its mapping: handlers read headers and bodies of
 * requests themselves.
 */
final class ApiOperation {

	/** Types of problems that any call can have. */
	private static final Set<ProblemType> EVERYWHERE = EnumSet.of(ProblemType.BAD_REQUEST, ProblemType.UNAUTHENTICATED,
			ProblemType.INSUFFICIENT_SCOPE, ProblemType.REQUEST_TOO_SLOW, ProblemType.REQUEST_TOO_LARGE,
			ProblemType.UNSUPPORTED_CONTENT_TYPE, ProblemType.TOO_MANY_REQUESTS, ProblemType.INTERNAL_ERROR,
			ProblemType.AUTHENTICATION_UNAVAILABLE, ProblemType.GATEWAY_BUSY, ProblemType.STORE_UNAVAILABLE);

	/** How long to wait, or until when, is known for these. */
	private static final Set<Integer> WITH_RETRY_AFTER = Set.of(409, 423, 429, 503, 507);

	private final String id;

	private final String tag;

	private final List<Map<String, Object>> parameters = new ArrayList<>();

	private final Map<String, Map<String, Object>> limits = new LinkedHashMap<>();

	private final Map<String, Object> body = new LinkedHashMap<>();

	private boolean bodyRequired;

	private final Map<Integer, Map<String, Object>> answers = new TreeMap<>();

	private final Set<ProblemType> problems = EnumSet.copyOf(EVERYWHERE);

	private boolean open;

	ApiOperation(String id, String tag) {
		this.id = id;
		this.tag = tag;
	}

	/**
	 * Opens the operation to those who are not signed in.
	 */
	ApiOperation open() {
		this.open = true;
		return this;
	}

	ApiOperation parameter(String name, String in, Map<String, Object> schema, String description) {
		this.parameters.add(Json.object("name", name, "in", in, "description", description, "schema", schema));
		return this;
	}

	ApiOperation header(String name, Map<String, Object> schema, String description) {
		return parameter(name, "header", schema, description);
	}

	/**
	 * Requires the last parameter.
	 */
	ApiOperation required() {
		this.parameters.get(this.parameters.size() - 1).put("required", true);
		return this;
	}

	/**
	 * Adds to the schema of a parameter of the handler.
	 */
	ApiOperation limit(String parameter, Object... namesAndValues) {
		this.limits.put(parameter, Json.object(namesAndValues));
		return this;
	}

	ApiOperation body(String contentType, Map<String, Object> content) {
		this.body.put(contentType, content);
		return this;
	}

	ApiOperation requiresBody() {
		this.bodyRequired = true;
		return this;
	}

	/**
	 * Adds an answer without a body.
	 */
	ApiOperation answer(int status, String description, String... headers) {
		Map<String, Object> refs = new LinkedHashMap<>();
		for (String header : headers) {
			refs.put(header, Map.of("$ref", "#/components/headers/" + header));
		}
		this.answers.put(status, Json.object("description", description));
		if (!refs.isEmpty()) {
			this.answers.get(status).put("headers", refs);
		}
		return this;
	}

	/**
	 * Adds a body to an answer.
	 */
	ApiOperation of(int status, String contentType, Map<String, Object> schema) {
		Objects.requireNonNull(this.answers.get(status))
			.put("content", Json.object(contentType, schema.isEmpty() ? Map.of() : Json.object("schema", schema)));
		return this;
	}

	ApiOperation problems(ProblemType... types) {
		this.problems.addAll(List.of(types));
		return this;
	}

	/**
	 * Returns the operation object (OpenAPI 3.1.1, 4.8.10).
	 * @param method method of the request
	 * @param handled what the handlers say
	 * @return the object
	 */
	Map<String, Object> describe(String method, Handled handled) {
		Map<String, Object> operation = Json.object("tags", List.of(this.tag), "summary", handled.summary());
		if (!handled.description().isEmpty()) {
			operation.put("description", handled.description());
		}
		operation.put("operationId", this.id);
		List<Map<String, Object>> parameters = new ArrayList<>();
		handled.parameters().forEach((parameter) -> parameters.add(limited(parameter)));
		parameters.addAll(this.parameters);
		if (!parameters.isEmpty()) {
			operation.put("parameters", parameters);
		}
		if (!this.body.isEmpty()) {
			operation.put("requestBody", Json.object("required", this.bodyRequired, "content", this.body));
		}
		operation.put("responses", responses(method));
		operation.put("security", security(method));
		return operation;
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> limited(Map<String, Object> parameter) {
		Map<String, Object> limits = this.limits.get((String) parameter.get("name"));
		if (limits != null) {
			((Map<String, Object>) Objects.requireNonNull(parameter.get("schema"))).putAll(limits);
		}
		return parameter;
	}

	private Map<String, Object> responses(String method) {
		Set<ProblemType> problems = EnumSet.copyOf(this.problems);
		if (!isRead(method)) {
			problems.add(ProblemType.CSRF_TOKEN_MISSING);
		}
		Map<Integer, List<ProblemType>> byStatus = new TreeMap<>();
		problems.forEach(
				(type) -> byStatus.computeIfAbsent(type.status().value(), (status) -> new ArrayList<>()).add(type));
		Map<String, Object> responses = new TreeMap<>();
		this.answers.forEach((status, answer) -> responses.put(String.valueOf(status), answer));
		byStatus.forEach((status, types) -> responses.put(String.valueOf(status), problem(method, status, types)));
		return responses;
	}

	private static Map<String, Object> problem(String method, int status, List<ProblemType> types) {
		StringBuilder description = new StringBuilder();
		types.forEach((type) -> description.append(description.isEmpty() ? "" : "\n")
			.append("- `%s`: %s".formatted(type.code(), type.title())));
		Map<String, Object> response = Json.object("description", description.toString());
		if (WITH_RETRY_AFTER.contains(status)) {
			response.put("headers", Map.of("Retry-After", Map.of("$ref", "#/components/headers/Retry-After")));
		}
		if (status == 401) {
			response.put("headers",
					Map.of("WWW-Authenticate", Map.of("$ref", "#/components/headers/WWW-Authenticate")));
		}
		if (!"HEAD".equals(method)) {
			Map<String, Object> schema = new TreeMap<>(Schemas.reference("Problem"));
			schema.put("properties",
					Map.of("code", Json.object("enum", types.stream().map(ProblemType::code).toList())));
			response.put("content", Json.object("application/problem+json", Json.object("schema", schema)));
		}
		return response;
	}

	private List<Map<String, Object>> security(String method) {
		String scope = isRead(method) ? "conversions:read" : "conversions:write";
		List<Map<String, Object>> security = new ArrayList<>();
		if (this.open) {
			security.add(Map.of());
		}
		security.add(Map.of("oauth2", List.of(scope)));
		security.add(Map.of("openIdConnect", List.of(scope)));
		security.add(isRead(method) ? Map.of("session", List.of())
				: new TreeMap<>(Map.of("csrf", List.of(), "session", List.of())));
		return security;
	}

	private static boolean isRead(String method) {
		return "GET".equals(method) || "HEAD".equals(method);
	}

	/**
	 * What the handlers of an operation say.
	 *
	 * @param summary what it does, in a few words
	 * @param description more of it
	 * @param parameters parameters that Spring reads
	 */
	record Handled(String summary, String description, List<Map<String, Object>> parameters) {
	}

}
