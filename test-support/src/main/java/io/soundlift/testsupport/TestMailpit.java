package io.soundlift.testsupport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A real Mailpit, the mail catcher of {@code docker-compose.yml}, in a process of its
 * own. {@code SOUNDLIFT_TEST_MAILPIT} is the path of its program.
 */
public final class TestMailpit implements AutoCloseable {

	/** Name of the variable that has the path of the program. */
	public static final String PROGRAM = "SOUNDLIFT_TEST_MAILPIT";

	/** More than any test sends; Mailpit would delete the oldest. */
	private static final int MAX_MAILS = 100_000;

	private final HttpClient http = HttpClient.newHttpClient();

	private final int smtpPort;

	private final URI api;

	private final List<String> command;

	/** By Mailpit's ids; a mail never changes. */
	private final Map<String, ReceivedMail> received = new ConcurrentHashMap<>();

	private ToolProcess process;

	private TestMailpit(int smtpPort, @Nullable Path database) {
		this.smtpPort = smtpPort;
		int port = FreePort.find();
		this.api = URI.create("http://127.0.0.1:" + port + "/");
		List<String> command = new ArrayList<>(
				List.of(Objects.requireNonNull(System.getenv(PROGRAM), PROGRAM + " must be the path of Mailpit"),
						"--listen", "127.0.0.1:" + port, "--smtp", "127.0.0.1:" + smtpPort, "--smtp-disable-rdns",
						"--block-remote-css-and-fonts", "--enable-chaos", "--max", Integer.toString(MAX_MAILS)));
		if (database != null) {
			command.addAll(List.of("--database", database.toString()));
		}
		this.command = command;
		this.process = run();
	}

	private ToolProcess run() {
		return ToolProcess.start("mailpit", this.command, Map.of("MP_DISABLE_VERSION_CHECK", "true"));
	}

	/**
	 * Starts Mailpit without any mail.
	 * @return the running server
	 */
	public static TestMailpit start() {
		return start(FreePort.find());
	}

	/**
	 * Starts Mailpit without any mail.
	 * @param smtpPort the port that takes mails, on the loopback interface
	 * @return the running server
	 */
	public static TestMailpit start(int smtpPort) {
		return new TestMailpit(smtpPort, null).awaitReady();
	}

	/**
	 * Starts a Mailpit that keeps its mails when it is stopped.
	 * @param database file for its mails
	 * @return the running server
	 */
	public static TestMailpit start(Path database) {
		return new TestMailpit(FreePort.find(), database).awaitReady();
	}

	private TestMailpit awaitReady() {
		try {
			this.process.awaitReady(this.api.resolve("readyz"));
			// it takes mails a moment later than requests
			Awaitility.await("SMTP of Mailpit").until(this::takesMails);
			return this;
		}
		catch (RuntimeException ex) {
			close();
			throw ex;
		}
	}

	/**
	 * Ends the process, until {@link #restart()}.
	 */
	public void stop() {
		this.process.close();
	}

	/**
	 * Starts again on the same ports after {@link #stop()}.
	 */
	public void restart() {
		this.process = run();
		awaitReady();
	}

	/**
	 * Answers each recipient with 451, a transient error, or accepts again.
	 * @param reject whether to refuse mails
	 */
	public void reject(boolean reject) {
		send(HttpRequest.newBuilder(this.api.resolve("api/v1/chaos")).PUT(HttpRequest.BodyPublishers.ofString("""
				{"Recipient": {"ErrorCode": 451, "Probability": %d}}""".formatted(reject ? 100 : 0))));
	}

	private boolean takesMails() {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.smtpPort)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Returns the port that takes mails, on the loopback interface.
	 * @return the TCP port
	 */
	public int smtpPort() {
		return this.smtpPort;
	}

	/**
	 * Waits for a mail.
	 * @param address address of the receiver
	 * @param subject the subject as people see it
	 * @return the mail
	 */
	public CaughtMail awaitMail(String address, String subject) {
		String id = Awaitility.await("mail to " + address + ": " + subject)
			.until(() -> find(address, subject), (ids) -> !ids.isEmpty())
			.get(0);
		return new CaughtMail(this, id);
	}

	/**
	 * Returns the mails accepted so far with the times at which they came.
	 * @return the mails, oldest first
	 */
	public List<ReceivedMail> received() {
		List<Map<String, Object>> mails = json("api/v1/messages?limit=" + MAX_MAILS).read("$.messages[*]");
		return mails.stream()
			.map((mail) -> this.received.computeIfAbsent(String.valueOf(mail.get("ID")),
					(id) -> read(id, Instant.parse(String.valueOf(mail.get("Created"))))))
			.sorted(Comparator.comparing(ReceivedMail::receivedAt))
			.toList();
	}

	private ReceivedMail read(String id, Instant receivedAt) {
		byte[] source = new CaughtMail(this, id).source().getBytes(StandardCharsets.UTF_8);
		try {
			return new ReceivedMail(receivedAt,
					new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(source)));
		}
		catch (MessagingException ex) {
			throw new UncheckedIOException(new IOException("Unable to read the mail", ex));
		}
	}

	private List<String> find(String address, String subject) {
		List<Map<String, Object>> mails = json("api/v1/messages?limit=1000").read("$.messages[*]");
		return mails.stream()
			.filter((mail) -> subject.equals(mail.get("Subject")) && String.valueOf(mail.get("To")).contains(address))
			.map((mail) -> String.valueOf(mail.get("ID")))
			.toList();
	}

	DocumentContext json(String path) {
		return JsonPath.parse(text(path));
	}

	String text(String path) {
		return send(HttpRequest.newBuilder(this.api.resolve(path)));
	}

	private String send(HttpRequest.Builder builder) {
		HttpRequest request = builder.timeout(Duration.ofMinutes(1)).build();
		try {
			HttpResponse<String> response = this.http.send(request,
					HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
			if (response.statusCode() != 200) {
				throw new IllegalStateException(request.uri() + ": " + response.statusCode() + " " + response.body());
			}
			return response.body();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.process.close();
	}

}
