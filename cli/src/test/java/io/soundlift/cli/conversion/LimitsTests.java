package io.soundlift.cli.conversion;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.ProgressLine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LimitsCommand}, {@link Admission} and what {@link ConversionsApi} does
 * when a limit is reached.
 */
class LimitsTests {

	private static final String ALL = """
			{"email": "anna@example.org", "maxVideoBytes": 10000000000, "bitrates": [32000],
			 "account": {
			  "requestsPerMinute": {"limit": 3000, "used": 12, "left": 2988, "resetSeconds": 41},
			  "bytesPerDay": {"limit": 100000000, "used": 40000000, "left": 60000000, "resetSeconds": 7500},
			  "storedBytes": {"limit": 90000000, "used": 35000000, "left": 55000000},
			  "runningConversions": {"limit": 100, "used": %d, "left": %d},
			  "unfinishedUploads": {"limit": 100, "used": 3, "left": 97}}}""";

	private final StubApi api = new StubApi();

	private final List<Duration> pauses = new ArrayList<>();

	private final List<String> reasons = new ArrayList<>();

	private final StringWriter out = new StringWriter();

	@AfterEach
	void close() {
		this.api.close();
	}

	@Test
	void showsWhoseAccountItIsAndWhatIsLeft() throws Exception {
		this.api.limits(ALL.formatted(2, 98));
		show();
		assertThat(this.out.toString().lines()).containsExactly("Account                anna@example.org",
				"Size of a video        up to 10.0 GB",
				"Videos of today (UTC)  40.0 MB of 100.0 MB, 60.0 MB left; anew in 2 h 5 min",
				"Videos and MP3s kept   35.0 MB of 90.0 MB, 55.0 MB left", "Conversions under way  2 of 100, 98 left",
				"Uploads at once        no limit", "Unfinished uploads     3 of 100, 97 left",
				"Calls of this minute   12 of 3000, 2988 left; anew in 41.0 s");
	}

	@Test
	void endsBeforeUploadThatThereIsNoRoomFor() {
		this.api.limits(ALL.formatted(2, 98));
		assertThatExceptionOfType(CommandException.class).isThrownBy(() -> admit(55_000_001))
			.withMessageContaining("room for 55.0 MB more")
			.withMessageContaining("storage-quota-exceeded")
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(ExitCode.LIMITED));
	}

	@ParameterizedTest
	@CsvSource({ "storage-quota-exceeded, LIMITED", "insufficient-scope, UNAUTHORIZED" })
	void tellsMissingRoomFromMissingPermission(String code, ExitCode exitCode) {
		HttpHeaders headers = HttpHeaders.of(Map.of(), (name, value) -> true);
		assertThat(Problem.toException(403, headers, "{\"code\": \"" + code + "\"}").exitCode()).isEqualTo(exitCode);
	}

	@Test
	void printsTheAnswerAsItIs() throws Exception {
		this.api.limits("{\"maxVideoBytes\": 5}");
		show("--json");
		assertThat(this.out.toString().strip()).isEqualTo("{\"maxVideoBytes\": 5}");
	}

	@Test
	void waitsUntilTheServerSaysAndTriesAgain() throws Exception {
		this.api.refuse("7", 429, 429);
		assertThat(client().get(StubApi.ID).state()).isEqualTo("COMPLETED");
		assertThat(this.pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(7));
		assertThat(this.reasons).containsOnly("A limit of your account is reached. Trying again in 7.0 s");
	}

	@ParameterizedTest
	@ValueSource(ints = { 429, 503 })
	void sendsAnUploadAgainFromItsBeginning(int status, @TempDir Path directory) throws Exception {
		Path video = Files.writeString(directory.resolve("a.mp4"), "video");
		this.api.refuse("1", status);
		UploadBody body = new UploadBody(video, (sent) -> {
		});
		Conversion accepted = client().upload("a.mp4", body, Map.of());
		assertThat(accepted.video().sha256()).isEqualTo(body.sha256());
		assertThat(this.pauses).containsExactly(Duration.ofSeconds(1));
	}

	@ParameterizedTest
	@ValueSource(ints = { 429, 507 })
	void endsWithItsOwnCodeWhenTheWaitWouldBeLong(int status) {
		this.api.refuse("7500", status);
		assertThatExceptionOfType(CommandException.class).isThrownBy(() -> client().get(StubApi.ID))
			.withMessage("Too much. Try again in 2 h 5 min. (too-much)")
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(ExitCode.LIMITED));
		assertThat(this.pauses).isEmpty();
	}

	@Test
	void doesNotWaitForEverForAServerThatAlwaysSaysLater() {
		this.api.refuse("600", 429, 429, 429, 429, 429, 429);
		assertThatExceptionOfType(CommandException.class).isThrownBy(() -> client().get(StubApi.ID))
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(ExitCode.LIMITED));
		assertThat(this.pauses).hasSize(3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "soon", "-1", "Fri, 27 Nov 2026 00:00:00 GMT" })
	void doesNotWaitForATimeItCantRead(String retryAfter) {
		this.api.refuse(retryAfter, 429);
		assertThatExceptionOfType(CommandException.class).isThrownBy(() -> client().get(StubApi.ID));
		assertThat(this.pauses).isEmpty();
	}

	@Test
	void waitsBeforeAnUploadUntilAConversionHasEnded() throws Exception {
		this.api.limits(ALL.formatted(100, 0), ALL.formatted(100, 0), ALL.formatted(99, 1));
		admit(1000);
		assertThat(this.pauses).containsExactly(Admission.INTERVAL, Admission.INTERVAL);
	}

	@Test
	void endsBeforeAnUploadThatIsTooLargeOrTooMuchForTheDay() {
		this.api.limits(ALL.formatted(1, 99));
		assertThatExceptionOfType(CommandException.class).isThrownBy(() -> admit(10_000_000_001L))
			.withMessageContaining("takes up to 10.0 GB")
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(ExitCode.REFUSED));
		assertThatExceptionOfType(CommandException.class).isThrownBy(() -> admit(60_000_001))
			.withMessageContaining("60.0 MB more today. Try again in 2 h 5 min.")
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(ExitCode.LIMITED));
		assertThat(this.pauses).isEmpty();
	}

	@Test
	void uploadsToAServerWithoutLimits() throws Exception {
		this.api.limits("{\"maxVideoBytes\": 5, \"account\": {}}");
		admit(5);
		assertThat(this.pauses).isEmpty();
	}

	private ConversionsApi client() {
		return this.api.client(this.pauses::add, this.reasons::add);
	}

	private void admit(long sizeBytes) throws Exception {
		DownloaderTests.ProgressSource command = new DownloaderTests.ProgressSource();
		new CommandLine(command).setErr(new PrintWriter(Writer.nullWriter()));
		ProgressLine progress = command.progress();
		new Admission(client(), progress, this.pauses::add).await(Path.of("a.mp4"), sizeBytes);
	}

	private void show(String... arguments) throws Exception {
		LimitsCommand command = new LimitsCommand();
		CommandLine commandLine = new CommandLine(command);
		commandLine.setOut(new PrintWriter(this.out, true));
		commandLine.parseArgs(arguments);
		command.run(client());
	}

}
