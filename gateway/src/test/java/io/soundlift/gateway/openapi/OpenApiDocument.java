package io.soundlift.gateway.openapi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.soundlift.gateway.GatewayApplication;
import io.soundlift.gateway.problem.ProblemType;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ValueConstants;
import org.springframework.web.context.support.GenericWebApplicationContext;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * The API as a document of OpenAPI 3.1: paths, parameters and answers as the handlers
 * have them, in the words of their Javadoc, and what {@link ApiOperations} adds.
 */
final class OpenApiDocument {

	private static final String API = "/api/";

	private static final ApiOperation.Handled DOCUMENT = new ApiOperation.Handled("Returns this document",
			"A static file, which is the same for everybody.", List.of());

	private final Javadocs javadocs = new Javadocs();

	private final Schemas schemas = new Schemas(this.javadocs);

	private final Map<String, List<HandlerMethod>> handlers;

	OpenApiDocument() {
		this.handlers = mapping().getHandlerMethods()
			.entrySet()
			.stream()
			// those that take any request first
			.sorted(Comparator.comparingInt((entry) -> entry.getKey().getHeadersCondition().getExpressions().size()))
			.flatMap((entry) -> keys(entry.getKey()).stream().map((key) -> Map.entry(key, entry.getValue())))
			.filter((entry) -> entry.getKey().contains(" " + API))
			.collect(Collectors.groupingBy(Map.Entry::getKey, TreeMap::new,
					Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
	}

	/**
	 * Maps all controllers as the gateway does, which takes their classes only.
	 */
	private static RequestMappingHandlerMapping mapping() {
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AnnotationTypeFilter(Controller.class));
		GenericWebApplicationContext context = new GenericWebApplicationContext();
		for (BeanDefinition controller : scanner.findCandidateComponents(GatewayApplication.class.getPackageName())) {
			controller.setLazyInit(true);
			context.registerBeanDefinition(String.valueOf(controller.getBeanClassName()), controller);
		}
		context.refresh();
		RequestMappingHandlerMapping mapping = new RequestMappingHandlerMapping();
		mapping.setApplicationContext(context);
		mapping.afterPropertiesSet();
		return mapping;
	}

	private static List<String> keys(RequestMappingInfo mapping) {
		List<String> keys = new ArrayList<>();
		for (RequestMethod method : mapping.getMethodsCondition().getMethods()) {
			mapping.getPatternValues().forEach((path) -> keys.add(method + " " + path));
		}
		return keys;
	}

	/**
	 * Returns operations that are mapped.
	 */
	List<String> mapped() {
		return List.copyOf(this.handlers.keySet());
	}

	/**
	 * Returns the document.
	 */
	String write() {
		Map<String, Object> paths = new LinkedHashMap<>();
		ApiOperations.all().forEach((key, operation) -> {
			String[] parts = key.split(" ", 2);
			operations(paths, parts[1]).put(parts[0].toLowerCase(Locale.ROOT),
					operation.describe(parts[0], handled(key)));
		});
		this.handlers.values().forEach((methods) -> methods.forEach((method) -> addSchema(method.getReturnType())));
		this.schemas.add("Problem", problem());
		Map<String, Object> document = Json.object("openapi", "3.1.1", "info", ApiInfo.INFO, "servers",
				List.of(Json.object("url", "/", "description", "The gateway that this document comes from")), "tags",
				ApiInfo.TAGS, "paths", paths, "components", Json.object("securitySchemes", ApiInfo.SECURITY_SCHEMES,
						"headers", ApiInfo.HEADERS, "schemas", this.schemas.components()));
		DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("\t", "\n"));
		return JsonMapper.builder().build().writer().with(printer).writeValueAsString(document) + "\n";
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> operations(Map<String, Object> paths, String path) {
		return (Map<String, Object>) paths.computeIfAbsent(path, (absent) -> new LinkedHashMap<>());
	}

	private ApiOperation.Handled handled(String key) {
		if (key.endsWith(" /api/openapi.json")) {
			return DOCUMENT;
		}
		// Spring answers HEAD by the handler of GET
		List<HandlerMethod> methods = this.handlers.getOrDefault(key,
				this.handlers.getOrDefault(key.replace("HEAD ", "GET "), List.of()));
		if (methods.isEmpty()) {
			throw new IllegalStateException("Nothing handles " + key);
		}
		HandlerMethod first = methods.get(0);
		String summary = this.javadocs.summary(first.getMethod());
		if (summary == null) {
			throw new IllegalStateException("Say in Javadoc what %s does".formatted(first));
		}
		String description = methods.stream()
			.map((method) -> (method == first) ? this.javadocs.details(method.getMethod())
					: this.javadocs.summary(method.getMethod()) + ". " + this.javadocs.details(method.getMethod()))
			.map(String::strip)
			.filter((text) -> !text.isEmpty())
			.collect(Collectors.joining("\n\n"));
		return new ApiOperation.Handled(summary, description, parameters(first));
	}

	private List<Map<String, Object>> parameters(HandlerMethod handler) {
		return Arrays.stream(handler.getMethodParameters()).<Map<String, Object>>mapMulti((parameter, found) -> {
			PathVariable inPath = parameter.getParameterAnnotation(PathVariable.class);
			RequestParam inQuery = parameter.getParameterAnnotation(RequestParam.class);
			RequestHeader inHeader = parameter.getParameterAnnotation(RequestHeader.class);
			if (inPath != null) {
				found.accept(parameter(handler, parameter, inPath.name(), "path", true));
			}
			if (inQuery != null) {
				boolean required = inQuery.required() && inQuery.defaultValue().equals(ValueConstants.DEFAULT_NONE);
				Map<String, Object> described = parameter(handler, parameter, inQuery.name(), "query", required);
				addDefault(described, inQuery.defaultValue(), parameter.getParameterType());
				found.accept(described);
			}
			if (inHeader != null) {
				found.accept(parameter(handler, parameter, inHeader.name(), "header", inHeader.required()));
			}
		}).toList();
	}

	@SuppressWarnings("unchecked")
	private static void addDefault(Map<String, Object> parameter, String usual, Class<?> type) {
		if (!usual.equals(ValueConstants.DEFAULT_NONE)) {
			((Map<String, Object>) Objects.requireNonNull(parameter.get("schema"))).put("default",
					(type == int.class) ? Integer.valueOf(usual) : usual);
		}
	}

	private Map<String, Object> parameter(HandlerMethod handler, MethodParameter parameter, String given, String in,
			boolean required) {
		String name = handler.getMethod().getParameters()[parameter.getParameterIndex()].getName();
		return Schemas.described(this.javadocs.ofParameter(handler.getMethod(), name),
				Json.object("name", given.isEmpty() ? name : given, "in", in, "required", required, "schema",
						new LinkedHashMap<>(this.schemas.of(parameter.getGenericParameterType()))));
	}

	private void addSchema(MethodParameter returned) {
		ResolvableType type = ResolvableType.forMethodParameter(returned);
		Class<?> body = ((type.toClass() == ResponseEntity.class) ? type.getGeneric(0) : type).toClass();
		if (body.isRecord()) {
			this.schemas.of(body);
		}
	}

	private Map<String, Object> problem() {
		Function<String, Map<String, Object>> text = (description) -> Json.object("type", "string", "description",
				description);
		Function<String, Map<String, Object>> number = (description) -> Json.object("type", "integer", "format",
				"int64", "description", description);
		Map<String, Object> properties = Json.object("type",
				Json.object("type", "string", "format", "uri", "description", "`urn:soundlift:problem:` and the code"),
				"title", text.apply("The same for every occurrence"), "status",
				Json.object("type", "integer", "format", "int32", "description", "Status code of the answer"), "detail",
				text.apply("What is wrong with this request, and what would be right"), "code",
				Json.object("type", "string", "description", "Stable, for programs", "enum",
						Arrays.stream(ProblemType.values()).map(ProblemType::code).toList()),
				"option", text.apply("Name of the option that is not valid"), "given",
				text.apply("Its value, in part if it is long"), "allowed", text.apply("What would be right"), "options",
				Json.object("type", "array", "items", Json.object("type", "string"), "description",
						"Names of the options that exclude each other"),
				"limit", number.apply("How much is allowed"), "limitOfAccount",
				number.apply("How much is allowed to the account"), "left", number.apply("How much of it is left"),
				"maxBytes", number.apply("Greatest length in bytes"), "offset",
				number.apply("How many bytes the upload has"), "state", Schemas.reference("ConversionState"),
				"expiredAt",
				Json.object("type", "string", "format", "date-time", "description", "Until when it was kept"));
		return Json.object("type", "object", "description", "What is wrong with a request (RFC 9457)", "properties",
				properties, "required", List.of("type", "title", "status", "detail", "code"));
	}

}
