package io.soundlift.converter.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.stream.Stream;

import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.embedded.EmbeddedMongo;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionState;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import io.soundlift.testsupport.SmallFileSystem;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests for what a converter does on a disk, or with a database, that is full.
 */
@Timeout(600)
class FullDiskTests {

	private static final Duration LEASE = Duration.ofSeconds(30);

	private static final Duration HEARTBEAT = Duration.ofMillis(100);

	private static final Path VIDEO = SampleMedia.file(Sample.MP4_AAC);

	/**
	 * Nothing fits; nearly the whole video; the video, and hardly anything of what is
	 * made of it.
	 */
	@ParameterizedTest
	@ValueSource(ints = { -10_000_000, -8192, 8192 })
	void givesTheConversionBackWhenTheWorkDirectoryIsFull(int leftAfterTheVideo) throws IOException {
		SmallFileSystem disk = SmallFileSystem.mount(16).orElse(null);
		assumeTrue(disk != null, "mounting a file system needs root");
		try (SmallFileSystem tiny = disk;
				TestFfmpeg ffmpeg = TestFfmpeg.system(tiny.folder());
				TestConverter converter = new TestConverter(ffmpeg, LEASE, HEARTBEAT)) {
			Conversion conversion = converter.accepted(VIDEO);
			Path filling = tiny.fill(Math.max(0, Files.size(VIDEO) + leftAfterTheVideo));
			converter.deliver(conversion);
			Conversion waiting = converter.find(conversion);
			assertThat(waiting.state()).isEqualTo(ConversionState.QUEUED);
			assertThat(waiting.notBefore()).isAfter(Instant.now());
			assertThat(converter.hasNoLeftovers()).isTrue();
			assertThat(filesIn(tiny.folder())).as("the filling and the lock").isEqualTo(2);
			Files.delete(filling);
			makeDue(converter, conversion);
			converter.deliver(conversion);
			assertThat(converter.find(conversion).state()).isEqualTo(ConversionState.COMPLETED);
		}
	}

	@Test
	void givesTheConversionBackWhenTheStoreIsFull(@TempDir Path work) throws IOException {
		SmallFileSystem disk = SmallFileSystem.mount(120).orElse(null);
		assumeTrue(disk != null, "mounting a file system needs root");
		try (SmallFileSystem tiny = disk;
				EmbeddedMongo mongo = EmbeddedMongo.start(tiny.folder().resolve("soundlift.h2"), 0);
				TestFfmpeg ffmpeg = TestFfmpeg.system(work);
				TestConverter converter = new TestConverter(ffmpeg, LEASE, HEARTBEAT, mongo.uri())) {
			Conversion conversion = converter.accepted(VIDEO);
			Path filling = tiny.fill(32L * 1024 * 1024);
			converter.deliver(conversion);
			assertThat(converter.find(conversion).state()).isEqualTo(ConversionState.QUEUED);
			assertThat(converter.count("mp3s.files")).isZero();
			assertThat(converter.count("mp3s.chunks")).isZero();
			assertThat(converter.count("file_writes")).isZero();
			Files.delete(filling);
			makeDue(converter, conversion);
			converter.deliver(conversion);
			assertThat(converter.find(conversion).state()).isEqualTo(ConversionState.COMPLETED);
		}
	}

	@Test
	void failsWithItsCodeWhenTheDiskStaysFull() throws IOException {
		SmallFileSystem disk = SmallFileSystem.mount(16).orElse(null);
		assumeTrue(disk != null, "mounting a file system needs root");
		try (SmallFileSystem tiny = disk;
				TestFfmpeg ffmpeg = TestFfmpeg.system(tiny.folder());
				TestConverter converter = new TestConverter(ffmpeg, LEASE, HEARTBEAT)) {
			Conversion conversion = converter.accepted(VIDEO);
			tiny.fill(0);
			for (int i = 0; i < TestConverter.MAX_ATTEMPTS; i++) {
				makeDue(converter, conversion);
				converter.deliver(conversion);
			}
			assertThat(converter.find(conversion).state()).isEqualTo(ConversionState.FAILED);
			assertThat(converter.failure(conversion).code()).isEqualTo("gave-up");
			assertThat(converter.hasNoLeftovers()).isTrue();
			assertThat(filesIn(tiny.folder())).isEqualTo(2);
		}
	}

	private static void makeDue(TestConverter converter, Conversion conversion) {
		converter.database()
			.getCollection(Conversion.COLLECTION)
			.updateOne(new Document("_id", conversion.id()),
					new Document("$set", new Document("notBefore", Date.from(Instant.now()))));
	}

	private static long filesIn(Path folder) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			return files.filter(Files::isRegularFile).count();
		}
	}

}
