package io.soundlift.converter.growing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.soundlift.journey.file.StoredFile;
import io.soundlift.testsupport.Background;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UploadHandovers}.
 */
@Timeout(30)
class UploadHandoversTests {

	private static final String SHA256 = "0".repeat(64);

	private final UploadHandovers handovers = new UploadHandovers(Duration.ofMinutes(1));

	private final StoredFile stored = StoredFile.whole(new ObjectId(), 5, SHA256, "video/mp4");

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@SuppressWarnings("NullAway.Init")
	private Path file;

	@SuppressWarnings("NullAway.Init")
	private Path target;

	@BeforeEach
	void write() throws IOException {
		this.file = Files.writeString(this.folder.resolve("video"), "video");
		this.target = this.folder.resolve("target");
	}

	@Test
	void linksTheVideoThatOutlivesTheUpload() throws IOException {
		try (UploadHandovers.Handover handover = this.handovers.begin("id")) {
			handover.offer(this.file, 5, false, SHA256);
			assertThat(link("id")).isTrue();
			this.handovers.end("id");
			handover.await();
		}
		Files.delete(this.file);
		assertThat(this.target).hasContent("video");
	}

	@Test
	void waitsForTheEndOfTheVideo() {
		try (UploadHandovers.Handover handover = this.handovers.begin("id")) {
			CompletableFuture<Boolean> linked = Background.call(() -> link("id"));
			handover.offer(this.file, 5, false, SHA256);
			assertThat(linked.join()).isTrue();
		}
	}

	@Test
	void linksNoOtherBytesThanThoseStored() {
		try (UploadHandovers.Handover handover = this.handovers.begin("id")) {
			handover.offer(this.file, 5, false, "1".repeat(64));
			assertThat(link("id")).isFalse();
		}
		assertThat(this.target).doesNotExist();
	}

	@ParameterizedTest
	@CsvSource({ "6,false", "5,true" })
	void linksNoOtherVideoOfWhichTheSameIsStored(long sizeBytes, boolean hasHoles) {
		try (UploadHandovers.Handover handover = this.handovers.begin("id")) {
			handover.offer(this.file, sizeBytes, hasHoles, SHA256);
			assertThat(link("id")).isFalse();
		}
	}

	@Test
	void linksNoVideoOfAnotherUpload() {
		try (UploadHandovers.Handover handover = this.handovers.begin("id")) {
			handover.offer(this.file, 5, false, SHA256);
			assertThat(link("another")).isFalse();
		}
	}

	@Test
	void linksNoVideoThatWasNotOffered() {
		try (UploadHandovers.Handover handover = this.handovers.begin("id")) {
			handover.offerNothing();
			handover.await();
			assertThat(link("id")).isFalse();
		}
	}

	@Test
	void linksNoVideoAfterTheHandover() {
		UploadHandovers.Handover handover = this.handovers.begin("id");
		handover.offer(this.file, 5, false, SHA256);
		handover.close();
		assertThat(link("id")).isFalse();
	}

	@Test
	void reportsThatAVideoCanNotBeLinked() throws IOException {
		Files.delete(this.file);
		try (UploadHandovers.Handover handover = this.handovers.begin("id")) {
			handover.offer(this.file, 5, false, SHA256);
			assertThat(link("id")).isFalse();
		}
	}

	@Test
	void keepsWhatItHandsOverUntilTheConversionHasIt() {
		try (UploadHandovers.Handover handover = this.handovers.begin("id")) {
			handover.offer(this.file, 5, false, SHA256);
			CompletableFuture<Void> wait = Background.run(handover::await);
			assertThat(link("id")).isTrue();
			assertThat(wait).isNotDone();
			this.handovers.end("another");
			assertThat(wait).isNotDone();
			this.handovers.end("id");
			assertThat(wait).succeedsWithin(Duration.ofSeconds(20));
		}
	}

	@Test
	void endsTheWaitForConversions() {
		try (UploadHandovers.Handover handover = this.handovers.begin("id")) {
			handover.offer(this.file, 5, false, SHA256);
			CompletableFuture<Void> wait = Background.run(handover::await);
			this.handovers.end();
			assertThat(wait).succeedsWithin(Duration.ofSeconds(20));
		}
	}

	private boolean link(String id) {
		return this.handovers.link(id, this.stored, this.target);
	}

}
