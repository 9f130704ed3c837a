package io.soundlift.cli.conversion;

import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ListCommand}.
 */
class ListCommandTests {

	private final StubApi api = new StubApi();

	private final StringWriter out = new StringWriter();

	private final StringWriter err = new StringWriter();

	@AfterEach
	void close() {
		this.api.close();
	}

	private void list(String... arguments) throws Exception {
		ListCommand command = new ListCommand();
		CommandLine commandLine = new CommandLine(command);
		commandLine.setOut(new PrintWriter(this.out, true));
		commandLine.setErr(new PrintWriter(this.err, true));
		commandLine.parseArgs(arguments);
		command.run(this.api.client());
	}

	@Test
	void asksForWhatIsLookedFor() throws Exception {
		this.api.answer("GET /api/conversions", 200, """
				{"conversions": [{"id": "%s", "state": "FAILED", "fileName": "a talk.mp4",
				 "createdAt": "2026-01-01T00:00:00Z", "video": {"sizeBytes": 5, "sha256": "00"},
				 "failure": {"code": "no-audio", "detail": "This video has no sound."}}]}""".formatted(StubApi.ID));
		list("--state", "failed,queued", "--search", "talk & more");
		assertThat(this.api.requests()).singleElement()
			.asString()
			.startsWith("GET /api/conversions?limit=50&state=FAILED%2CQUEUED&q=talk%20%26%20more ");
		assertThat(this.out.toString().lines()).singleElement()
			.asString()
			.startsWith(StubApi.ID)
			.endsWith("FAILED      no-audio    a talk.mp4");
	}

	@Test
	void saysThatThereAreNoSuchConversions() throws Exception {
		this.api.answer("GET /api/conversions", 200, "{\"conversions\": []}");
		list("--search", "talk");
		assertThat(this.err.toString().strip()).isEqualTo("There are no such conversions.");
		list();
		assertThat(this.err.toString()).contains("There are no conversions yet.");
	}

}
