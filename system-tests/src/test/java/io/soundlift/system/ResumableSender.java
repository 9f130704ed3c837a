package io.soundlift.system;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Upload of a video in parts (tus 1.0.0) that goes on until the server has all of it,
 * whatever breaks. Some parts are cut by the sender itself.
 */
final class ResumableSender {

	/** Detail of an upload that was sent in parts. */
	static final String IN_PARTS = "in parts";

	/** In percent. */
	private static final int CUT = 30;

	private static final int MAX_PARTS = 4;

	/** Bytes per second. */
	private static final int STREAM_RATE = 1_500_000;

	/** Answers after which the server is asked how far the upload is. */
	private static final Set<Integer> PASSING = Set.of(401, 408, 409, 423, 429);

	private final CountDownLatch never = new CountDownLatch(1);

	private final Account account;

	private final VideoCase video;

	private final String name;

	private final String contentType;

	private final byte[] bytes;

	private final Random random;

	/**
	 * Creates a sender.
	 * @param account whose upload it is
	 * @param video what is uploaded
	 * @param name name of the video
	 * @param contentType type of what is sent
	 * @param bytes what is sent
	 * @param random decides where parts begin, and which are cut
	 */
	ResumableSender(Account account, VideoCase video, String name, String contentType, byte[] bytes, Random random) {
		this.account = account;
		this.video = video;
		this.name = name;
		this.contentType = contentType;
		this.bytes = bytes;
		this.random = random;
	}

	/**
	 * Uploads.
	 * @return what the sender was told in the end
	 * @throws IOException if the connection broke before there was an upload
	 * @throws InterruptedException if this thread is stopped
	 */
	Upload send() throws IOException, InterruptedException {
		HttpResponse<byte[]> created = this.account.send(tus("/api/uploads").POST(BodyPublishers.noBody())
			.header("Upload-Length", Integer.toString(this.bytes.length))
			.header("Upload-Metadata", "filename " + base64(this.name) + ",filetype " + base64(this.contentType))
			.build());
		if (created.statusCode() != 201) {
			return Uploader.answered(this.account, this.video, this.name, created);
		}
		String path = created.headers().firstValue("Location").orElseThrow();
		Long offset = null;
		while (true) {
			try {
				HttpResponse<byte[]> answer = this.account.send((offset != null) ? part(path, offset)
						: tus(path).method("HEAD", BodyPublishers.noBody()).build());
				if (isFinished(answer)) {
					return new Upload(this.account, this.video, this.name, Upload.Answer.ACKNOWLEDGED,
							path.substring(path.lastIndexOf('/') + 1), IN_PARTS);
				}
				offset = offset(answer);
				if (offset == null) {
					if (!isPassing(answer.statusCode())) {
						return Uploader.answered(this.account, this.video, this.name, answer);
					}
					forgetToken(answer);
					pause();
				}
			}
			catch (IOException ex) {
				offset = null;
				pause();
			}
		}
	}

	private static boolean isFinished(HttpResponse<byte[]> answer) {
		return answer.statusCode() < 300 && answer.headers().firstValue("Content-Location").isPresent();
	}

	private static @Nullable Long offset(HttpResponse<byte[]> answer) {
		return (answer.statusCode() < 300) ? answer.headers().firstValueAsLong("Upload-Offset").orElseThrow() : null;
	}

	private static boolean isPassing(int status) {
		return status >= 500 || PASSING.contains(status);
	}

	private void forgetToken(HttpResponse<byte[]> answer) {
		if (answer.statusCode() == 401) {
			this.account.forgetToken();
		}
	}

	private HttpRequest part(String path, long offset) throws IOException, InterruptedException {
		int begin = Math.toIntExact(offset);
		int size = Math.max(1, this.bytes.length / (1 + this.random.nextInt(MAX_PARTS)));
		int end = Math.min(this.bytes.length, begin + size);
		boolean cut = this.random.nextInt(100) < CUT;
		int sent = cut ? (end - begin) / 2 : end - begin;
		InputStream bytes = new ByteArrayInputStream(this.bytes, begin, sent);
		// slowly enough for a converter to begin with it
		InputStream content = (this.video == VideoCase.STREAM) ? new PacedStream(bytes, STREAM_RATE) : bytes;
		return tus(path)
			.method("PATCH",
					BodyPublishers.fromPublisher(
							BodyPublishers.ofInputStream(() -> cut ? breakingOff(content) : content), end - begin))
			.header("Content-Type", "application/offset+octet-stream")
			.header("Upload-Offset", Long.toString(offset))
			.build();
	}

	private static InputStream breakingOff(InputStream content) {
		return new FilterInputStream(content) {

			@Override
			public int read() throws IOException {
				throw new IOException("Cut by the test");
			}

			@Override
			public int read(byte[] target, int begin, int length) throws IOException {
				int count = super.read(target, begin, length);
				if (count < 0) {
					throw new IOException("Cut by the test");
				}
				return count;
			}

		};
	}

	private HttpRequest.Builder tus(String path) throws IOException, InterruptedException {
		return this.account.request(path).header("Tus-Resumable", "1.0.0");
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	private void pause() throws InterruptedException {
		this.never.await(1, TimeUnit.SECONDS);
	}

}
