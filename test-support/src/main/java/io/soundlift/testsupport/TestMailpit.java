package io.soundlift.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import org.awaitility.Awaitility;

/**
 * A real Mailpit, the mail catcher of {@code docker-compose.yml}, in a process of its
 * own. {@code SOUNDLIFT_TEST_MAILPIT} is the path of its program.
 */
public final class TestMailpit implements AutoCloseable {

	/** Name of the variable that has the path of the program. */
	public static final String PROGRAM = "SOUNDLIFT_TEST_MAILPIT";

	private final HttpClient http = HttpClient.newHttpClient();

	private final int smtpPort;

	private final URI api;

	private final ToolProcess process;

	private TestMailpit(String program, int smtpPort) {
		this.smtpPort = smtpPort;
		int port = FreePort.find();
		this.api = URI.create("http://127.0.0.1:" + port + "/");
		this.process = ToolProcess.start("mailpit",
				List.of(program, "--listen", "127.0.0.1:" + port, "--smtp", "127.0.0.1:" + this.smtpPort,
						"--smtp-disable-rdns", "--block-remote-css-and-fonts"),
				Map.of("MP_DISABLE_VERSION_CHECK", "true"));
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
		TestMailpit mailpit = new TestMailpit(
				Objects.requireNonNull(System.getenv(PROGRAM), PROGRAM + " must be the path of Mailpit"), smtpPort);
		try {
			mailpit.process.awaitReady(mailpit.api.resolve("readyz"));
			// it takes mails a moment later than requests
			Awaitility.await("SMTP of Mailpit").until(mailpit::takesMails);
			return mailpit;
		}
		catch (RuntimeException ex) {
			mailpit.close();
			throw ex;
		}
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
		HttpRequest request = HttpRequest.newBuilder(this.api.resolve(path)).timeout(Duration.ofMinutes(1)).build();
		try {
			HttpResponse<String> response = this.http.send(request,
					HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
			if (response.statusCode() != 200) {
				throw new IllegalStateException(path + ": " + response.statusCode() + " " + response.body());
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
