package io.soundlift.cli.conversion;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Pause;
import io.soundlift.cli.console.ProgressDisplay;
import io.soundlift.cli.container.ByteRangesReader;
import io.soundlift.cli.container.PartialContent;
import io.soundlift.cli.container.TestVideo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what {@link Uploader} sends of a large video.
 */
class LargeSoundTests {

	/** With the pictures more than {@link ResumableUploader#LEAST_BYTES}. */
	private static final int SENT_BYTES = 5_500_000;

	private final StubUploads server;

	private final List<String> told = new CopyOnWriteArrayList<>();

	private final UploadMemory memory;

	private final Path video;

	LargeSoundTests(@TempDir Path folder) throws IOException {
		this.server = new StubUploads();
		this.memory = new UploadMemory(folder.resolve("state"));
		this.video = Files.write(folder.resolve("talk.mov"), TestVideo.MOV_RAW.bytes());
		byte[] free = ByteBuffer.allocate(SENT_BYTES)
			.putInt(SENT_BYTES)
			.put("free".getBytes(StandardCharsets.US_ASCII))
			.array();
		Files.write(this.video, free, StandardOpenOption.APPEND);
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void goesOnWithTheSoundWhereTheConnectionBroke() throws Exception {
		this.server.breakAfter(2_000_000);
		assertThat(upload(Pause.REAL).soundOnly()).isTrue();
		assertSoundReceived();
		assertThat(this.server.requests()).contains("PATCH /api/uploads/%s 2000000".formatted(StubApi.ID));
	}

	@Test
	void goesOnWithTheSoundOfAnEndedCommand() throws Exception {
		this.server.breakAfter(3_000_000);
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> upload((duration) -> {
			throw new InterruptedException("Ctrl-C");
		}));
		assertThat(upload(Pause.REAL).soundOnly()).isTrue();
		assertSoundReceived();
		assertThat(this.server.requests()).filteredOn("POST /api/uploads"::equals).hasSize(1);
	}

	@Test
	void beginsAnewWhereAnEarlierVersionHasBegun() throws Exception {
		Map<String, String> earlier = Map.of("ranges", "1");
		this.memory.remember(UploadMemory.key(this.server.client().server(), this.video, earlier), StubApi.ID);
		assertThat(upload(Pause.REAL).soundOnly()).isTrue();
		assertSoundReceived();
		assertThat(this.server.requests()).noneMatch((request) -> request.startsWith("HEAD "));
	}

	@Test
	void goesOnWithTheWholeVideoThatHasBegun() throws Exception {
		this.server.breakAfter(3_000_000);
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> upload(true, (duration) -> {
			throw new InterruptedException("Ctrl-C");
		}));
		assertThat(upload(Pause.REAL).soundOnly()).isFalse();
		assertThat(this.server.received()).isEqualTo(Files.readAllBytes(this.video));
		assertThat(this.server.requests()).filteredOn("POST /api/uploads"::equals).hasSize(1);
	}

	@Test
	void sendsTheWholeVideoToServerThatRefusesRanges() throws Exception {
		this.server.refuseRanges();
		assertThat(upload(Pause.REAL).soundOnly()).isFalse();
		assertThat(this.server.received()).isEqualTo(Files.readAllBytes(this.video));
		assertThat(this.server.mediaType()).isEqualTo("video/quicktime");
		assertThat(this.told).anyMatch((text) -> text
			.startsWith("Sending the whole video, because the sound alone could not be sent: No video."));
	}

	@Test
	void removesConversionOfSoundThatTheServerHasOtherwise() {
		this.server.damage();
		assertThatExceptionOfType(CommandException.class).isThrownBy(() -> upload(Pause.REAL))
			.matches((ex) -> ex.exitCode() == ExitCode.DAMAGED);
		assertThat(this.server.requests()).endsWith("DELETE /api/conversions/" + StubApi.ID);
	}

	private void assertSoundReceived() throws IOException {
		ByteRangesReader body = new ByteRangesReader(this.server.mediaType(), this.server.received());
		assertThat(body.type()).isEqualTo("video/quicktime");
		assertThat(body.file()).isEqualTo(TestVideo.withHoles(Files.readAllBytes(this.video),
				PartialContent.withoutVideo(this.video).orElseThrow()));
	}

	private AcceptedUpload upload(Pause pause) throws Exception {
		return upload(false, pause);
	}

	private AcceptedUpload upload(boolean whole, Pause pause) throws Exception {
		ConversionsApi api = this.server.client();
		ProgressDisplay progress = new ProgressDisplay() {

			@Override
			public void update(String text) {
				LargeSoundTests.this.told.add(text);
			}

			@Override
			public void done(String text) {
				LargeSoundTests.this.told.add(text);
			}

		};
		return new Uploader(api, this.memory, progress, pause, Map.of()).upload(this.video, whole,
				new Admission(api, progress, pause));
	}

}
