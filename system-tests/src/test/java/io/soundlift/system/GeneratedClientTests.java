package io.soundlift.system;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.soundlift.testsupport.ApiTools;
import io.soundlift.testsupport.MediaProbe;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a client which is generated from the OpenAPI document needs nothing else.
 */
@OnSharedSystem
@EnabledIfEnvironmentVariable(named = ApiTools.FOLDER, matches = ".+",
		disabledReason = "needs a generator; set SOUNDLIFT_TEST_API_TOOLS to the folder that it is in")
class GeneratedClientTests {

	private static final Path CLIENT = Path.of("src", "test", "client").toAbsolutePath();

	private final TestSystem system;

	GeneratedClientTests(TestSystem system) {
		this.system = system;
	}

	@Test
	void goesTheWholeWayOfAVideo(@TempDir Path folder) throws Exception {
		ApiTools.run(folder, Duration.ofMinutes(2), Map.of(), "-m", "openapi_python_client", "generate", "--url",
				this.system.publicUrl() + "/api/openapi.json", "--config", CLIENT.resolve("generator.yaml").toString(),
				"--meta", "none", "--output-path", folder.resolve("soundlift_client").toString());
		Path mp3 = folder.resolve("talk.mp3");
		Map<String, String> environment = Map.of("PYTHONPATH", folder.toString(), "TOKEN",
				this.system.newToken("conversions:read conversions:write"));
		ApiTools.run(folder, Duration.ofMinutes(3), environment, CLIENT.resolve("journey.py").toString(),
				this.system.publicUrl(), SampleMedia.file(Sample.MP4_AAC).toString(), mp3.toString());
		assertThat(MediaProbe.of(mp3).codec()).isEqualTo("mp3");
	}

}
