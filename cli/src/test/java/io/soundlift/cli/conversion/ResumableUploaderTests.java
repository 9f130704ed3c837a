package io.soundlift.cli.conversion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Pause;
import io.soundlift.cli.console.ProgressDisplay;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ResumableUploader}.
 */
class ResumableUploaderTests {

	private static final int BYTES = 9_000_000;

	private final StubUploads server;

	private final List<String> told = new CopyOnWriteArrayList<>();

	private final List<Duration> pauses = new CopyOnWriteArrayList<>();

	private final Path state;

	private final Path file;

	private final byte[] content = new byte[BYTES];

	ResumableUploaderTests(@TempDir Path folder) throws IOException {
		this.server = new StubUploads();
		this.state = folder.resolve("state");
		new Random(1).nextBytes(this.content);
		this.file = Files.write(folder.resolve("talk.mp4"), this.content);
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void goesOnWhereTheConnectionBroke() throws Exception {
		this.server.breakAfter(2_000_000, 3_000_001);
		Conversion accepted = upload(this.pauses::add);
		assertThat(accepted.id()).isEqualTo(StubApi.ID);
		assertThat(this.server.received()).isEqualTo(this.content);
		assertThat(this.server.requests()).containsExactly("GET /api/limits", "POST /api/uploads",
				"PATCH /api/uploads/%s 0".formatted(StubApi.ID), "HEAD /api/uploads/%s".formatted(StubApi.ID),
				"PATCH /api/uploads/%s 2000000".formatted(StubApi.ID), "HEAD /api/uploads/%s".formatted(StubApi.ID),
				"PATCH /api/uploads/%s 5000001".formatted(StubApi.ID), "GET /api/conversions/" + StubApi.ID);
		assertThat(this.told).anyMatch((text) -> text.startsWith("Uploading    100 %  9.0 MB of 9.0 MB"));
		assertThat(this.state).as("what is remembered").isEmptyDirectory();
	}

	@Test
	void goesOnWithTheUploadOfAnEndedCommand() throws Exception {
		this.server.breakAfter(4_000_000);
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> upload((duration) -> {
			throw new InterruptedException("Ctrl-C");
		}));
		upload(this.pauses::add);
		assertThat(this.server.received()).isEqualTo(this.content);
		assertThat(this.server.requests()).filteredOn("POST /api/uploads"::equals).hasSize(1);
		assertThat(this.told).contains("Going on with the upload of " + this.file + ", of which the server has 4.0 MB");
	}

	@Test
	void beginsAnewWithAnotherFileOfTheSameName() throws Exception {
		this.server.breakAfter(4_000_000);
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> upload((duration) -> {
			throw new InterruptedException("Ctrl-C");
		}));
		this.server.forget();
		this.content[0]++;
		Files.write(this.file, this.content);
		Files.setLastModifiedTime(this.file, FileTime.fromMillis(1));
		upload(this.pauses::add);
		assertThat(this.server.received()).isEqualTo(this.content);
		assertThat(this.server.requests()).filteredOn("POST /api/uploads"::equals).hasSize(2);
	}

	@Test
	void beginsAnewWhenTheServerHasRemovedTheUpload() throws Exception {
		this.server.breakAfter(4_000_000);
		upload((duration) -> this.server.forget());
		assertThat(this.server.received()).isEqualTo(this.content);
		assertThat(this.server.requests()).filteredOn("POST /api/uploads"::equals).hasSize(2);
	}

	@Test
	void findsConversionOfUploadWhoseLastAnswerWasLost() throws Exception {
		this.server.breakAfter(BYTES);
		assertThat(upload(this.pauses::add).id()).isEqualTo(StubApi.ID);
		assertThat(this.server.requests()).filteredOn((request) -> request.startsWith("PATCH")).hasSize(1);
	}

	@Test
	void goesOnWithoutMemoryThatCanNotBeUsed() throws Exception {
		Files.writeString(this.state, "no folder");
		this.server.breakAfter(4_000_000);
		upload(this.pauses::add);
		assertThat(this.server.received()).isEqualTo(this.content);
		assertThat(this.server.requests()).filteredOn("POST /api/uploads"::equals).hasSize(1);
		assertThat(this.told).filteredOn((text) -> text.contains(this.state.toString()))
			.singleElement()
			.asString()
			.startsWith("Another command could not go on with this upload, as it can't be remembered: ");
	}

	@Test
	void triesAgainWhileAnotherRequestWorksOnTheUpload() throws Exception {
		this.server.refuse(423, 408, 503);
		upload(this.pauses::add);
		assertThat(this.server.received()).isEqualTo(this.content);
		assertThat(this.pauses).hasSize(3);
	}

	@Test
	void removesConversionOfFileThatTheServerHasOtherwise() {
		this.server.damage();
		assertThatExceptionOfType(CommandException.class).isThrownBy(() -> upload(this.pauses::add))
			.matches((ex) -> ex.exitCode() == ExitCode.DAMAGED);
		assertThat(this.server.requests()).endsWith("DELETE /api/conversions/" + StubApi.ID);
		assertThat(this.state).as("what is remembered").isEmptyDirectory();
	}

	@Test
	void givesUpWhenTheUploadComesNoFurtherAndRemembersIt() throws IOException {
		this.server.breakAlways();
		assertThatExceptionOfType(CommandException.class).isThrownBy(() -> upload(this.pauses::add))
			.withMessageEndingWith("The same command goes on where the upload was.")
			.matches((ex) -> ex.exitCode() == ExitCode.UNREACHABLE);
		Duration waited = this.pauses.stream().reduce(Duration.ZERO, Duration::plus);
		assertThat(waited).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(15));
		assertThat(this.state).as("what is remembered").isNotEmptyDirectory();
	}

	@Test
	void saysThatTheServerIsAwayWhenNothingAnswers() {
		ConversionsApi nobody = this.server.client();
		this.server.close();
		assertThatExceptionOfType(Uploader.ServerAwayException.class).isThrownBy(() -> upload(nobody, this.pauses::add))
			.withMessageContaining("Nothing answers at");
	}

	private Conversion upload(Pause pause) throws Exception {
		return upload(this.server.client(), pause);
	}

	private Conversion upload(ConversionsApi api, Pause pause) throws Exception {
		ProgressDisplay progress = new ProgressDisplay() {

			@Override
			public void update(String text) {
				ResumableUploaderTests.this.told.add(text);
			}

			@Override
			public void done(String text) {
				ResumableUploaderTests.this.told.add(text);
			}

		};
		return new ResumableUploader(api, new UploadMemory(this.state), progress, pause, Map.of("bitrate", "128000"))
			.upload(new WholeVideo(this.file), new Admission(api, progress, pause));
	}

}
