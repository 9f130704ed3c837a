package io.soundlift.cli.conversion;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that clients can go by the gateway's OpenAPI document, this one among them.
 */
class OpenApiTests {

	private static final Path FILE = Path.of("../gateway/src/main/resources/static/api/openapi.json");

	private final String text = Files.readString(FILE);

	private final JsonNode document = JsonMapper.shared().readTree(this.text);

	OpenApiTests() throws IOException {
	}

	static Stream<Arguments> answers() {
		return Stream.of(Arguments.of("Conversion", Conversion.class),
				Arguments.of("Progress", Conversion.Progress.class),
				Arguments.of("ConversionVideo", Conversion.Video.class),
				Arguments.of("ConversionAudio", Conversion.Mp3.class),
				Arguments.of("ConversionReason", Conversion.Failure.class),
				Arguments.of("ConversionList", Conversion.Page.class), Arguments.of("Journey", Journey.class),
				Arguments.of("JourneyStep", Journey.Step.class),
				Arguments.of("JourneyDownload", Journey.Download.class),
				Arguments.of("JourneyLinks", Journey.Links.class), Arguments.of("Limits", Limits.class),
				Arguments.of("AccountLimits", Limits.Account.class),
				Arguments.of("AccountLimitsAllowance", Limits.Allowance.class), Arguments.of("Problem", Problem.class),
				Arguments.of("Preferences", MailsCommand.Preferences.class), Arguments.of("Webhook", Webhook.class),
				Arguments.of("WebhookList", Webhook.All.class), Arguments.of("Delivery", Webhook.Delivery.class),
				Arguments.of("DeliveryList", Webhook.Deliveries.class));
	}

	@Test
	void canBeReadByParserOfOpenApi() {
		SwaggerParseResult result = new OpenAPIV3Parser().readContents(this.text);
		assertThat(result.getMessages()).isEmpty();
		assertThat(result.getOpenAPI().getPaths()).containsKeys("/api/conversions", "/api/uploads/{id}");
	}

	@ParameterizedTest
	@MethodSource("answers")
	void hasTheNamesThatTheCommandReads(String schema, Class<?> type) {
		assertThat(this.document.at("/components/schemas/" + schema + "/properties").propertyNames())
			.containsAll(Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList());
	}

	@Test
	void hasTheOptionsThatTheCommandHas() {
		List<String> options = new CommandLine(new Convert()).getCommandSpec()
			.options()
			.stream()
			.map(OptionSpec::longestName)
			.toList();
		assertThat(
				StreamSupport.stream(this.document.at("/paths/~1api~1conversions/post/parameters").spliterator(), false)
					.filter((parameter) -> "query".equals(parameter.path("in").asString()))
					.map((parameter) -> "--" + parameter.path("name").asString()))
			.containsExactlyInAnyOrderElementsOf(options);
	}

	/**
	 * A command that has the options.
	 */
	@Command(modelTransformer = Mp3Options.class)
	static final class Convert {

	}

}
