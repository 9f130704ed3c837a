package io.soundlift.gateway.upload;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.micrometer.core.instrument.MeterRegistry;
import io.soundlift.gateway.TestGateway;
import io.soundlift.gateway.limit.AccountLimits;
import io.soundlift.gateway.limit.AccountLimitsReader;
import io.soundlift.gateway.limit.UploadLimits;
import io.soundlift.gateway.limit.UploadReservation;
import io.soundlift.testsupport.MovableClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link UploadSlots} and {@link FormBody}, with forms that are sent slowly on
 * purpose and a clock that the tests move.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class UploadSlotsTests {

	private static final int SLOTS = 16;

	private static final String FILE = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp4\"\r\n\r\na";

	private static final int SLOTS_OF_ACCOUNT = 8;

	private final MovableClock clock = new MovableClock(Instant.now());

	private final TestGateway gateway = new TestGateway(this.clock,
			"--soundlift.gateway.max-concurrent-uploads=" + SLOTS,
			"--soundlift.gateway.account.max-concurrent-uploads=" + SLOTS_OF_ACCOUNT,
			// forms that wait do so until a test has begun all of them
			"--soundlift.gateway.upload.min-rate-window=1m");

	private final List<Socket> sockets = new ArrayList<>();

	@AfterEach
	void disconnect() throws IOException {
		for (Socket socket : this.sockets) {
			socket.close();
		}
		this.sockets.clear();
		await().until(() -> running() == 0);
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@Test
	void leavesSlotsToOthersWhenOneAccountTricklesForms() throws IOException {
		List<Socket> forms = begin("anna", SLOTS_OF_ACCOUNT);
		await().until(() -> {
			this.clock.advance(Duration.ofMinutes(1));
			forms.forEach(UploadSlotsTests::trickle);
			return running() == 0 || uploadsOf("anna") == 0;
		});
		begin("anna", SLOTS_OF_ACCOUNT);
		await().untilAsserted(() -> assertThat(upload("bert")).isEqualTo(202));
		await().untilAsserted(() -> assertThat(running()).isLessThanOrEqualTo(SLOTS_OF_ACCOUNT));
	}

	@Test
	void keepsReservationWhileFieldsBeforeTheFileAreRead() throws IOException {
		UploadReservation reservation = this.gateway.bean(UploadLimits.class).reserve("cleo", "id", 0, 10);
		FormBody body = new FormBody(InputStream.nullInputStream(), reservation, this.clock);
		body.leaveFile();
		for (int minute = 0; minute < 6; minute++) {
			this.clock.advance(Duration.ofSeconds(61));
			body.leaveFile();
			assertThat(body.read()).isEqualTo(-1);
		}
		assertThat(uploadsOf("cleo")).isOne();
		reservation.close();
		assertThat(uploadsOf("cleo")).isZero();
	}

	@Test
	void endsFormWhoseFieldsComeTooSlowly() throws IOException {
		Socket form = begin("dora", 1).get(0);
		await().until(() -> uploadsOf("dora") == 1);
		await().until(() -> {
			this.clock.advance(FormBody.MAX_TIME.plusMillis(1));
			trickle(form);
			return form.getInputStream().available() > 0;
		});
		assertThat(answer(form)).startsWith("HTTP/1.1 408").contains("form-too-slow", "Connection: close");
		assertThat(uploadsOf("dora")).isZero();
		assertThat(running()).isZero();
	}

	@Test
	void endsFormWhoseFieldsAfterTheFileComeTooSlowly() throws IOException {
		long before = this.gateway.storedDocuments();
		Socket form = begin("emil", 1).get(0);
		send(form, "talk\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp4\"\r\n\r\n"
				+ "a".repeat(10_000));
		await().until(() -> this.gateway.storedDocuments() > before);
		this.clock.advance(FormBody.MAX_TIME.plusSeconds(1));
		send(form, "\r\n--b\r\nContent-Disposition: form-data; name=\"artist\"\r\n\r\n");
		// the file itself may take longer, and its end is seen some time after it was
		// sent
		await().untilAsserted(() -> {
			this.clock.advance(FormBody.MAX_TIME.plusSeconds(1));
			trickle(form);
			assertThat(form.getInputStream().available()).isPositive();
		});
		assertThat(answer(form)).startsWith("HTTP/1.1 408").contains("form-too-slow");
		assertThat(this.gateway.storedDocuments()).as("left behind").isEqualTo(before);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n", FILE + "\r\n--b--" })
	void endsFormWithTooMuchBesideItsFile(String begin) throws IOException {
		long before = this.gateway.storedDocuments();
		Socket form = open("fred", begin, 2_000_000);
		for (int i = 0; i < 20; i++) {
			trickle(form, "a".repeat(5_000));
		}
		// an epilogue is not read at all
		assertThat(answer(form)).startsWith("HTTP/1.1 " + (begin.startsWith(FILE) ? "202" : "400"));
		assertThat(running()).isZero();
		assertThat(this.gateway.storedDocuments()).isEqualTo(begin.startsWith(FILE) ? before + 3 : before);
	}

	@Test
	void leavesTheLastQuarterToAccountsWithoutUpload() throws IOException {
		begin("gero", SLOTS_OF_ACCOUNT);
		begin("hanna", 4);
		assertThat(running()).isEqualTo(12);
		assertThat(upload("hanna")).as("a further upload").isEqualTo(503);
		for (String owner : List.of("ida", "jo", "karl", "lena")) {
			assertThat(upload(owner)).isEqualTo(202);
			begin(owner, 1);
			assertThat(upload(owner)).as("a further upload").isEqualTo(503);
		}
		assertThat(running()).isEqualTo(SLOTS);
		assertThat(upload("mia")).isEqualTo(503);
	}

	private List<Socket> begin(String owner, int count) throws IOException {
		List<Socket> forms = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			long before = running();
			Socket form = open(owner, "--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n", 100_000);
			forms.add(form);
			await().until(() -> running() > before || form.getInputStream().available() > 0);
		}
		return forms;
	}

	private Socket open(String owner, String begin, int length) throws IOException {
		Socket socket = new Socket("127.0.0.1", this.gateway.port());
		this.sockets.add(socket);
		send(socket,
				"POST /api/conversions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
						+ this.gateway.authServer().token(owner, TestGateway.ALL)
						+ "\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: " + length + "\r\n\r\n"
						+ begin);
		return socket;
	}

	private static void trickle(Socket socket) {
		trickle(socket, "x");
	}

	private static void trickle(Socket socket, String text) {
		try {
			send(socket, text);
		}
		catch (IOException ex) {
			// it was ended, which is what is tested
		}
	}

	private static void send(Socket socket, String text) throws IOException {
		OutputStream output = socket.getOutputStream();
		output.write(text.getBytes(StandardCharsets.US_ASCII));
		output.flush();
	}

	private static String answer(Socket socket) throws IOException {
		StringBuilder answer = new StringBuilder();
		InputStream input = socket.getInputStream();
		await().until(() -> {
			byte[] bytes = new byte[input.available()];
			answer.append(new String(bytes, 0, input.read(bytes), StandardCharsets.UTF_8));
			return answer.indexOf("\r\n\r\n") > 0 && answer.toString().contains("}");
		});
		return answer.toString();
	}

	private long uploadsOf(String owner) {
		AccountLimits limits = this.gateway.bean(AccountLimitsReader.class).of(owner);
		return Objects.requireNonNull(limits.concurrentUploads()).used();
	}

	private int upload(String owner) {
		return this.gateway
			.send(this.gateway.as(owner, "/api/conversions")
				.header("Content-Type", "video/mp4")
				.POST(BodyPublishers.ofString("abc")))
			.statusCode();
	}

	private long running() {
		return (long) this.gateway.bean(MeterRegistry.class).get("soundlift.uploads.running").gauge().value();
	}

}
