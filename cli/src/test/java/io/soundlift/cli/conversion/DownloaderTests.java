package io.soundlift.cli.conversion;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.ProgressLine;
import io.soundlift.cli.console.Terminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Downloader} and {@link ConversionsApi}.
 */
class DownloaderTests {

	private static final Conversion.Mp3 MP3 = new Conversion.Mp3(StubApi.MP3.length, StubApi.sha256(), 1000,
			"talk.mp3");

	private final StubApi api = new StubApi();

	private final List<Duration> pauses = new ArrayList<>();

	private final Path directory;

	private final Path target;

	DownloaderTests(@TempDir Path directory) {
		this.directory = directory;
		this.target = directory.resolve("talk.mp3");
	}

	@AfterEach
	void close() {
		this.api.close();
	}

	@Test
	void leavesOnlyTheVerifiedFile() throws Exception {
		download(false);
		assertThat(this.target).hasBinaryContent(StubApi.MP3);
		assertThat(files()).containsExactly(this.target);
	}

	@Test
	void goesOnAfterBrokenConnections() throws Exception {
		this.api.breakAfter(10);
		download(false);
		assertThat(this.target).hasBinaryContent(StubApi.MP3);
		assertThat(this.api.requests()).extracting((request) -> request.split(" ")[3] + request.split(" ")[4])
			.startsWith("token-1null", "token-1bytes=10-", "token-1bytes=20-");
	}

	@Test
	void goesOnWhereAnEarlierCommandStopped() throws Exception {
		Files.write(Downloader.partial(StubApi.ID, this.target), Arrays.copyOf(StubApi.MP3, 5));
		download(false);
		assertThat(this.target).hasBinaryContent(StubApi.MP3);
		assertThat(this.api.requests()).singleElement().asString().contains("bytes=5-");
	}

	@Test
	void givesUpWhenNothingArrivesAgainAndAgain() {
		this.api.breakAfter(0);
		assertThatExceptionOfType(CommandException.class).isThrownBy(() -> download(false))
			.withMessageContaining("soundlift download " + StubApi.ID)
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(ExitCode.UNREACHABLE));
		assertThat(this.pauses).hasSize(4);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 1 })
	void givesUpWhenTheServerSendsMoreOrLessThanItHasSaid(int difference) {
		Conversion.Mp3 other = new Conversion.Mp3(MP3.sizeBytes() + difference, MP3.sha256(), MP3.durationMillis(),
				MP3.fileName());
		assertThatExceptionOfType(CommandException.class).isThrownBy(() -> download(other, false))
			.withMessageContaining("The server sent")
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(ExitCode.UNREACHABLE));
		assertThat(this.pauses).hasSize(4);
	}

	@Test
	void waitsForAServerThatIsBusyOrDoesNotAnswerForAWhile() throws Exception {
		// a busy server says when to ask again, a proxy without one does not
		this.api.refuse("3", 503, 502);
		download(false);
		assertThat(this.target).hasBinaryContent(StubApi.MP3);
		assertThat(this.pauses).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(1));
	}

	@Test
	void discardsWhatIsDamaged() throws Exception {
		this.api.damage();
		assertThatExceptionOfType(CommandException.class).isThrownBy(() -> download(false))
			.withMessageContaining("SHA-256")
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(ExitCode.DAMAGED));
		assertThat(files()).isEmpty();
	}

	@Test
	void replacesFileOnlyByForce() throws Exception {
		Files.writeString(this.target, "mine");
		assertThatExceptionOfType(CommandException.class).isThrownBy(() -> download(false))
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(ExitCode.FILE));
		assertThat(this.target).hasContent("mine");
		download(true);
		assertThat(this.target).hasBinaryContent(StubApi.MP3);
	}

	@Test
	void sendsFileWithItsNameAndHashesIt() throws Exception {
		Path video = Files.writeString(this.directory.resolve("Grüße *1.mp4"), "video");
		List<Long> sent = new ArrayList<>();
		UploadBody body = new UploadBody(video, sent::add);
		Conversion accepted = this.api.client().upload("Grüße *1.mp4", body, Map.of("title", "Ä & Ö"));
		assertThat(accepted.id()).isEqualTo(StubApi.ID);
		assertThat(accepted.isLive()).isTrue();
		assertThat(body.sha256()).isEqualTo(accepted.video().sha256());
		assertThat(sent).endsWith(5L);
		assertThat(this.api.requests()).singleElement()
			.asString()
			.contains("POST /api/conversions?title=%C3%84%20%26%20%C3%96")
			.contains("attachment; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%2A1.mp4");
	}

	@Test
	void asksForAnotherTokenWhenOneIsRefused() throws Exception {
		this.api.refuseTokens(1);
		assertThat(this.api.client().get(StubApi.ID).state()).isEqualTo("COMPLETED");
		assertThat(this.api.requests()).extracting((request) -> request.split(" ")[3])
			.containsExactly("token-1", "token-2");
	}

	@Test
	void showsTheServersWordsForProblems() {
		assertThatExceptionOfType(CommandException.class).isThrownBy(() -> this.api.client().get("other"))
			.withMessage("You have no conversion of that id. (no-such-conversion)")
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(ExitCode.REFUSED));
		this.api.refuseTokens(2);
		assertThatExceptionOfType(CommandException.class).isThrownBy(() -> this.api.client().get(StubApi.ID))
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(ExitCode.UNAUTHORIZED));
	}

	@Test
	void keepsServersFileNameInTheFolder() {
		assertThat(Targets.plain("../../etc/passwd")).isEqualTo("_.._.._etc_passwd");
		assertThat(Targets.plain(".bashrc")).isEqualTo("_.bashrc");
		assertThat(Targets.plain("talk.mp3")).isEqualTo("talk.mp3");
		assertThat(Targets.mp3Name("talk.2024.mp4")).isEqualTo("talk.2024.mp3");
		assertThat(Targets.mp3Name(".hidden")).isEqualTo(".hidden.mp3");
	}

	private void download(boolean force) throws Exception {
		download(MP3, force);
	}

	private void download(Conversion.Mp3 mp3, boolean force) throws Exception {
		ProgressSource command = new ProgressSource();
		CommandLine commandLine = new CommandLine(command);
		commandLine.setErr(new PrintWriter(Writer.nullWriter()));
		ConversionsApi client = this.api.client(this.pauses::add, (reason) -> {
		});
		new Downloader(client, command.progress(), this.pauses::add).download(StubApi.ID, mp3, this.target, force);
	}

	private List<Path> files() throws Exception {
		try (var files = Files.list(this.directory)) {
			return files.toList();
		}
	}

	/**
	 * A command that does nothing but show progress.
	 */
	@CommandLine.Command
	static final class ProgressSource {

		@CommandLine.Mixin
		private final Terminal terminal = new Terminal();

		ProgressLine progress() {
			return this.terminal.progress(false);
		}

	}

}
