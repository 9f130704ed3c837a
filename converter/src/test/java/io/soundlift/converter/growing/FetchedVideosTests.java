package io.soundlift.converter.growing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.soundlift.journey.file.StoredFile;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link FetchedVideos}.
 */
class FetchedVideosTests {

	private static final String SHA256 = "0".repeat(64);

	private final FetchedVideos videos = new FetchedVideos(Duration.ofMinutes(1));

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
	void linksTheVideoThatOutlivesTheUpload() throws Exception {
		try (FetchedVideos.Handover handover = add(Optional.of(new FetchedVideos.Video(this.file, SHA256)))) {
			assertThat(this.videos.link("id", this.stored, this.target)).isTrue();
			handover.await();
		}
		Files.delete(this.file);
		assertThat(this.target).hasContent("video");
	}

	@Test
	void linksNoOtherBytesThanThoseStored() throws Exception {
		try (FetchedVideos.Handover handover = add(Optional.of(new FetchedVideos.Video(this.file, "1".repeat(64))))) {
			assertThat(this.videos.link("id", this.stored, this.target)).isFalse();
			handover.await();
		}
		assertThat(this.target).doesNotExist();
	}

	@Test
	void linksNoVideoWithHolesNorOfAnotherUpload() throws Exception {
		try (FetchedVideos.Handover handover = add(Optional.empty())) {
			handover.await();
			assertThat(this.videos.link("id", this.stored, this.target)).isFalse();
			assertThat(this.videos.link("another", this.stored, this.target)).isFalse();
		}
	}

	@Test
	void linksNoVideoAfterItsHandover() {
		add(Optional.of(new FetchedVideos.Video(this.file, SHA256))).close();
		assertThat(this.videos.link("id", this.stored, this.target)).isFalse();
	}

	@Test
	void leavesAVideoToTheStoreThatCanNotBeLinked() throws IOException {
		Files.delete(this.file);
		add(Optional.of(new FetchedVideos.Video(this.file, SHA256)));
		assertThat(this.videos.link("id", this.stored, this.target)).isFalse();
	}

	@Test
	void leavesAVideoToTheStoreThatCouldNotBeWritten() {
		CompletableFuture<Optional<FetchedVideos.Video>> failed = CompletableFuture
			.failedFuture(new IOException("The disk is full"));
		try (FetchedVideos.Handover handover = this.videos.add("id", failed)) {
			assertThat(this.videos.link("id", this.stored, this.target)).isFalse();
			assertThatIOException().isThrownBy(handover::await);
		}
	}

	@Test
	void waitsNoLongerOnceTheWorkIsStopped() throws Exception {
		try (FetchedVideos.Handover handover = add(Optional.of(new FetchedVideos.Video(this.file, SHA256)))) {
			handover.end();
			handover.await();
			assertThat(this.target).doesNotExist();
		}
	}

	private FetchedVideos.Handover add(Optional<FetchedVideos.Video> video) {
		return this.videos.add("id", CompletableFuture.completedFuture(video));
	}

}
