package io.soundlift.gateway.openapi;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.testsupport.ApiTools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests by schemathesis, which makes requests out of the OpenAPI document and compares
 * the answers with it. The document and some conversions are all that it knows.
 */
@EnabledIfEnvironmentVariable(named = ApiTools.FOLDER, matches = ".+",
		disabledReason = "needs schemathesis; set SOUNDLIFT_TEST_API_TOOLS to the folder that it is in")
class SchemathesisTests {

	private static final Path SETTINGS = Path.of("src/test/schemathesis");

	private static final int COMPLETED = 20;

	private final TestGateway gateway = new TestGateway("--soundlift.gateway.account.max-requests-per-minute=0",
			"--soundlift.gateway.account.max-running-conversions=0", "--soundlift.gateway.account.max-bytes-per-day=0",
			"--soundlift.gateway.account.max-webhooks=100", "--soundlift.gateway.event-heartbeat=100ms");

	@AfterEach
	void stop() {
		this.gateway.close();
	}

	@Test
	void findsNoFailureAndNoAnswerThatIsNotDescribed(@TempDir Path folder) throws Exception {
		for (String name : List.of("schemathesis.toml", "hooks.py")) {
			Files.copy(SETTINGS.resolve(name), folder.resolve(name));
		}
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < COMPLETED; i++) {
			ids.add("\"" + complete(accept()) + "\"");
		}
		ids.add("\"" + accept() + "\"");
		Files.write(folder.resolve("conversions.txt"), ids);
		String url = "http://127.0.0.1:" + this.gateway.port();
		String report = ApiTools.run(folder, Duration.ofMinutes(2),
				Map.of("TOKEN", this.gateway.authServer().token("anna", TestGateway.ALL), "COLUMNS", "200"), "-m",
				"schemathesis.cli", "run", url + "/api/openapi.json", "--url", url);
		// all but the one that the document comes from
		assertThat(report).contains("Tested: " + (ApiOperations.all().size() - 1));
	}

	private String accept() {
		return TestGateway.json(this.gateway.send(this.gateway.as("anna", "/api/conversions")
			.header("Content-Type", "video/mp4")
			.POST(BodyPublishers.ofString("a video")))).get("id").asString();
	}

	private String complete(String id) throws IOException {
		Conversion claimed = this.gateway.claims().claim(id, "w", Duration.ofMinutes(1)).orElseThrow();
		StoredFile file = this.gateway.files()
			.write(Bucket.MP3S, id, "audio/mpeg", new ByteArrayInputStream(new byte[1000]), 1000);
		assertThat(this.gateway.claims().complete(claimed, new Mp3(file, 1234, "talk.mp3"))).isTrue();
		this.gateway.files().confirm(file);
		return id;
	}

}
