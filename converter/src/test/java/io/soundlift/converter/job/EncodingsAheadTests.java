package io.soundlift.converter.job;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.StopReason;
import io.soundlift.converter.ffmpeg.StoppedException;
import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.journey.conversion.EncodedAhead;
import io.soundlift.journey.conversion.GrowingUploads;
import io.soundlift.testsupport.Background;
import io.soundlift.testsupport.SampleMedia;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link EncodingsAhead}, for audio of eight minutes in eight chunks.
 */
@Timeout(60)
class EncodingsAheadTests {

	private static final String ID = "0123456789abcdef0123456789abcdef";

	private static final int CHUNKS = 8;

	private static final Duration LENGTH = Duration.ofMinutes(8);

	private final List<Duration> progress = new CopyOnWriteArrayList<>();

	@SuppressWarnings("NullAway.Init")
	private TestFfmpeg ffmpeg;

	@SuppressWarnings("NullAway.Init")
	private TestConverter converter;

	@SuppressWarnings("NullAway.Init")
	private FfmpegSession session;

	@SuppressWarnings("NullAway.Init")
	private GrowingUploads uploads;

	@BeforeEach
	void start(@TempDir Path work) {
		this.ffmpeg = TestFfmpeg.of(SampleMedia.ffmpeg(), work, Duration.ofMinutes(1));
		this.converter = new TestConverter(this.ffmpeg, Duration.ofSeconds(30), Duration.ofHours(1));
		this.session = this.ffmpeg.sessions().open();
		this.uploads = new GrowingUploads(new MongoTemplate(this.converter.databases()), Clock.systemUTC());
	}

	@AfterEach
	void stop() throws IOException {
		this.session.close();
		this.converter.close();
		this.ffmpeg.close();
	}

	@Test
	void waitsAsLongAsChunksAreAdded() {
		keep(4);
		assertThat(this.uploads.claim(ID, "one", Duration.ofHours(1))).isTrue();
		CompletableFuture<Optional<EncodedAhead>> found = Background.call(() -> await(true));
		Awaitility.await().until(() -> this.progress.contains(Duration.ofMinutes(4)));
		keep(7);
		Awaitility.await().until(() -> this.progress.contains(Duration.ofMinutes(7)));
		assertThat(found).isNotDone();
		EncodedAhead all = new EncodedAhead("proof", List.of("00"), 1, new byte[] { 1 });
		this.converter.keptChunks().complete(ID, all);
		assertThat(found.join()).hasValueSatisfying((each) -> assertThat(each.proof()).isEqualTo("proof"));
	}

	@Test
	void doesNotWaitForLessThanAThirdOfTheAudioWhereOthersHelp() {
		keep(1);
		assertThat(this.uploads.claim(ID, "one", Duration.ofHours(1))).isTrue();
		assertThat(Background.call(() -> await(true))).as("without a wait")
			.succeedsWithin(Duration.ofSeconds(10))
			.isEqualTo(Optional.empty());
	}

	@Test
	void waitsFromTheFirstChunkOnWhereNobodyHelps() {
		keep(1);
		assertThat(this.uploads.claim(ID, "one", Duration.ofHours(1))).isTrue();
		CompletableFuture<Optional<EncodedAhead>> found = Background.call(() -> await(false));
		Awaitility.await().until(() -> this.progress.contains(Duration.ofMinutes(1)));
		keep(2);
		Awaitility.await().until(() -> this.progress.contains(Duration.ofMinutes(2)));
		assertThat(found).isNotDone();
		this.uploads.release(ID, "one");
		assertThat(found.join()).isEmpty();
	}

	@Test
	void endsTheWaitWhenNoConverterWorksOnTheUploadAnyMore() {
		keep(4);
		assertThat(this.uploads.claim(ID, "one", Duration.ofHours(1))).isTrue();
		CompletableFuture<Optional<EncodedAhead>> found = Background.call(() -> await(true));
		Awaitility.await().until(() -> !this.progress.isEmpty());
		this.uploads.release(ID, "one");
		assertThat(found.join()).isEmpty();
	}

	@Test
	void endsTheWaitWhenTheConversionIsStopped() {
		keep(4);
		assertThat(this.uploads.claim(ID, "one", Duration.ofHours(1))).isTrue();
		CompletableFuture<Optional<EncodedAhead>> found = Background.call(() -> await(true));
		Awaitility.await().until(() -> !this.progress.isEmpty());
		this.session.stop(StopReason.CLAIM_LOST);
		assertThatExceptionOfType(Exception.class).isThrownBy(found::join).withCauseInstanceOf(StoppedException.class);
	}

	private Optional<EncodedAhead> await(boolean isShared) {
		return new EncodingsAhead(this.converter.keptChunks(), this.uploads).await(ID, this.session, CHUNKS, LENGTH,
				isShared, this.progress::add);
	}

	private void keep(int count) {
		Document chunks = new Document();
		for (int index = 0; index < count; index++) {
			chunks.append(Integer.toString(index), new Document());
		}
		this.converter.database().getCollection("kept_chunks").deleteOne(new Document("_id", ID));
		this.converter.database()
			.getCollection("kept_chunks")
			.insertOne(new Document("_id", ID).append("chunks", new Document("00", chunks)));
	}

}
