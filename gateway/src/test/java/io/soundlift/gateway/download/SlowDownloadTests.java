package io.soundlift.gateway.download;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;

import com.mongodb.client.MongoCollection;
import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Deletion;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.conversion.Retention;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.StoredFile;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.data.mongodb.MongoDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for downloads by clients that are slower than whoever removes the file.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowDownloadTests {

	/**
	 * More than the buffers between gateway and client take, so that the gateway waits.
	 */
	private static final byte[] MP3 = bytes(16 * 1024 * 1024);

	private final TestGateway gateway = new TestGateway();

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@Test
	void endsWholeAlthoughItsOwnerDeletesTheConversionMeanwhile() throws IOException {
		Conversion conversion = completed();
		HttpResponse<InputStream> download = begin(conversion);
		byte[] first = download.body().readNBytes(100_000);
		assertThat(
				this.gateway.send(this.gateway.as("anna", "/api/conversions/" + conversion.id()).DELETE()).statusCode())
			.isEqualTo(204);
		assertThat(this.gateway.send(mp3(conversion)).statusCode()).as("another one").isEqualTo(404);
		assertThat(this.gateway.bean(Deletion.class).finish(conversion)).as("it is being read").isFalse();
		assertThat(rest(first, download)).isEqualTo(MP3);
		Awaitility.await().until(() -> this.gateway.bean(Deletion.class).finish(conversion));
		assertThat(storedChunks(conversion)).isZero();
	}

	@Test
	void endsWholeAlthoughTheMp3ExpiresMeanwhile() throws IOException {
		Conversion conversion = completed();
		HttpResponse<InputStream> download = begin(conversion);
		byte[] first = download.body().readNBytes(100_000);
		assertThat(this.gateway.bean(Retention.class).expireMp3(conversion)).isTrue();
		assertThat(this.gateway.send(mp3(conversion)).statusCode()).as("another one").isEqualTo(410);
		assertThat(isBeingRead(conversion)).isTrue();
		assertThat(rest(first, download)).isEqualTo(MP3);
		Awaitility.await().until(() -> !isBeingRead(conversion));
	}

	@Test
	void breaksOffRatherThanEndEarlyWhenTheFileIsRemovedAllTheSame() throws IOException {
		Conversion conversion = completed();
		HttpResponse<InputStream> download = begin(conversion);
		byte[] first = download.body().readNBytes(100_000);
		this.gateway.files().delete(Bucket.MP3S, mp3Of(conversion).file().fileId());
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> rest(first, download));
	}

	@Test
	void holdsNothingWhenTheClientGoesAway() throws IOException {
		Conversion conversion = completed();
		HttpResponse<InputStream> download = begin(conversion);
		download.body().readNBytes(100_000);
		assertThat(isBeingRead(conversion)).isTrue();
		download.body().close();
		Awaitility.await().until(() -> !isBeingRead(conversion));
	}

	@Test
	void leavesNoTraceOfDownloadsThatHaveEndedOrNeverBegan() throws IOException {
		Conversion conversion = completed();
		assertThat(this.gateway.send(mp3(conversion)).body()).isEqualTo(MP3);
		assertThat(this.gateway.send(mp3(conversion).header("Range", "bytes=0-9")).statusCode()).isEqualTo(206);
		assertThat(
				this.gateway.send(this.gateway.as("bert", "/api/conversions/" + conversion.id() + "/mp3")).statusCode())
			.isEqualTo(404);
		Document ofFile = new Document("fileId", mp3Of(conversion).file().fileId());
		Awaitility.await().until(() -> collection("file_reads").countDocuments(ofFile) == 0);
	}

	private long storedChunks(Conversion conversion) {
		return collection("mp3s.chunks").countDocuments(new Document("files_id", mp3Of(conversion).file().fileId()));
	}

	private MongoCollection<Document> collection(String name) {
		return this.gateway.bean(MongoDatabaseFactory.class).getMongoDatabase().getCollection(name);
	}

	private HttpResponse<InputStream> begin(Conversion conversion) {
		HttpResponse<InputStream> response = this.gateway.sendForStream(mp3(conversion));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(MP3.length);
		return response;
	}

	private static byte[] rest(byte[] first, HttpResponse<InputStream> response) throws IOException {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		all.writeBytes(first);
		response.body().transferTo(all);
		return all.toByteArray();
	}

	private HttpRequest.Builder mp3(Conversion conversion) {
		return this.gateway.as("anna", "/api/conversions/" + conversion.id() + "/mp3").GET();
	}

	private boolean isBeingRead(Conversion conversion) {
		return this.gateway.files().isBeingRead(mp3Of(conversion).file().fileId());
	}

	private Conversion completed() {
		try {
			String id = this.gateway.conversions().newId();
			StoredFile video = store(Bucket.VIDEOS, id, new byte[1]);
			this.gateway.conversions()
				.accept(id, new Owner("anna", "anna@example.org"), "talk.mp4", new ConversionOptions(192_000), video,
						null);
			this.gateway.files().confirm(video);
			Conversion claimed = this.gateway.claims().claim(id, "w", Duration.ofMinutes(1)).orElseThrow();
			StoredFile mp3 = store(Bucket.MP3S, id, MP3);
			assertThat(this.gateway.claims().complete(claimed, new Mp3(mp3, 1234, "talk.mp3"))).isTrue();
			this.gateway.files().confirm(mp3);
			return this.gateway.conversions().find(id).orElseThrow();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private StoredFile store(Bucket bucket, String id, byte[] content) throws IOException {
		return this.gateway.files()
			.write(bucket, id, "application/octet-stream", new ByteArrayInputStream(content), content.length);
	}

	private static Mp3 mp3Of(Conversion conversion) {
		return Objects.requireNonNull(conversion.mp3());
	}

	private static byte[] bytes(int size) {
		byte[] bytes = new byte[size];
		new Random(3).nextBytes(bytes);
		return bytes;
	}

}
