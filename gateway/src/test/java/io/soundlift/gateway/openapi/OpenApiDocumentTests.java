package io.soundlift.gateway.openapi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.soundlift.gateway.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the OpenAPI document is that of the code, and valid.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiDocumentTests {

	private static final Path FILE = Path.of("src/main/resources/static/api/openapi.json");

	private final OpenApiDocument document = new OpenApiDocument();

	private final String text = this.document.write();

	@Test
	void isThatOfTheCode() throws IOException {
		Files.writeString(Path.of("target/openapi.json"), this.text);
		assertThat(this.text).as("Look at the difference, then: cp gateway/target/openapi.json gateway/%s", FILE)
			.isEqualTo(Files.exists(FILE) ? Files.readString(FILE) : "");
	}

	@Test
	void describesEveryOperation() {
		assertThat(ApiOperations.all().keySet()).containsAll(this.document.mapped());
	}

	@Test
	void describesEveryProblemWhereItOccurs() {
		Set<String> codes = new TreeSet<>(List.of(
				// of paths that there are not, and of the way to the authorization server
				ProblemType.NOT_FOUND.code(), ProblemType.AUTH_SERVER_BUSY.code(),
				ProblemType.AUTH_SERVER_UNAVAILABLE.code()));
		json().path("paths")
			.findValues("code")
			.forEach((code) -> code.path("enum").forEach((value) -> codes.add(value.asString())));
		assertThat(codes).containsExactlyInAnyOrderElementsOf(
				List.of(ProblemType.values()).stream().map(ProblemType::code).toList());
	}

	@Test
	void hasValidSchemasOnly() {
		Schema schemaOfSchemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
			.getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));
		List<JsonNode> schemas = json().findValues("schema");
		json().at("/components/schemas").forEach(schemas::add);
		assertThat(schemas).hasSizeGreaterThan(100)
			.allSatisfy((schema) -> assertThat(schemaOfSchemas.validate(schema)).isEmpty());
	}

	@Test
	void namesEachOperationOnce() {
		assertThat(json().path("paths").findValuesAsString("operationId")).hasSize(ApiOperations.all().size())
			.doesNotHaveDuplicates();
	}

	private JsonNode json() {
		return new JsonMapper().readTree(this.text);
	}

}
