package io.soundlift.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for a guarded port under slow, idle and greedy clients. Each has a port of its
 * own, and most wait for a limit of it, so they wait together.
 */
@Execution(ExecutionMode.CONCURRENT)
class GuardedPortTests {

	private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

	private static final Duration DRIP = Duration.ofMillis(200);

	/** Those of the port do not end what is patient enough for a slow machine. */
	private static final ConnectionLimits PATIENT = new ConnectionLimits(20, 2, 8, 4, Duration.ofMinutes(1),
			Duration.ofMinutes(1), DataSize.ofBytes(1000), Duration.ofMinutes(1), 0);

	private final TestPort port = new TestPort();

	private final List<Socket> sockets = new ArrayList<>();

	@AfterEach
	void close() throws IOException {
		for (Socket socket : this.sockets) {
			socket.close();
		}
		this.port.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "\r\n", "GE", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a\r\nX-A: " })
	void closesConnectionWhenHeaderIsNotCompleteInTime(String begin) {
		assertClosedWhileItDrips(send(begin), begin.isBlank() ? "\r\n" : "a");
	}

	@Test
	void closesConnectionWhenPipelinedHeaderIsNotCompleteInTime() throws IOException {
		Socket socket = send(GET);
		assertAnswered(socket);
		TestPort.write(socket, GET + "GET / HTTP/1.1\r\nX-A: ");
		assertClosedWhileItDrips(socket, "a");
	}

	@Test
	void answersPipelinedRequests() {
		Socket socket = send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + GET);
		assertThat(everything(socket, 2)).containsSubsequence("HTTP/1.1 200", "HTTP/1.1 200");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 900\r\n\r\na=", "Transfer-Encoding: chunked\r\n\r\n300\r\na=",
			"Transfer-Encoding: chunked\r\n\r\n2\r\na=\r\n3;ext=",
			"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nTrailer: " })
	void answers408WhenBodyIsNotCompleteInTime(String rest) {
		for (String path : List.of("/", "/form")) {
			Socket socket = send(post(path) + rest);
			dripUntil(socket, "a", () -> hasInput(socket));
			assertThat(TestPort.status(socket)).as(path).startsWith("HTTP/1.1 408");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/form" })
	void answers413WhenBodyIsTooLarge(String path) {
		assertThat(TestPort.status(send(post(path) + "Content-Length: 1001\r\n\r\na=" + "a".repeat(999))))
			.startsWith("HTTP/1.1 413");
		assertThat(TestPort.status(send(post(path) + "Transfer-Encoding: chunked\r\n\r\n3e9\r\na=" + "a".repeat(999))))
			.startsWith("HTTP/1.1 413");
		assertThat(TestPort.status(send(post(path) + "Content-Length: 1000\r\n\r\na=" + "a".repeat(998))))
			.startsWith("HTTP/1.1 200");
	}

	@Test
	void letsTransferGoOnForLongAtTheLeastRate() {
		Socket socket = send(post("/upload") + "Content-Length: 50000\r\n\r\n");
		int chunks = 50;
		for (int i = 0; i < chunks; i++) {
			// enough for ten seconds, which may be the time until the next one
			drip(socket, "a".repeat(1000));
		}
		assertThat(TestPort.status(socket)).startsWith("HTTP/1.1 200");
	}

	@Test
	void answers408WhenTransferIsBelowTheLeastRate() {
		Socket socket = send(post("/upload") + "Content-Length: 5000\r\n\r\n");
		dripUntil(socket, "a", () -> hasInput(socket));
		assertThat(TestPort.status(socket)).startsWith("HTTP/1.1 408");
	}

	@Test
	void stopsToReadTheRestOfRefusedBody() {
		Socket socket = send(post("/ignore") + "Content-Length: 100000\r\n\r\na");
		assertThat(TestPort.status(socket)).startsWith("HTTP/1.1 401");
		assertClosedWhileItDrips(socket, "a");
	}

	@Test
	void cutsOffClientThatDoesNotTakeItsAnswer() {
		send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
		await().until(() -> this.port.active.get() == 1);
		// before a client that takes too little of it would be
		await().atMost(Duration.ofSeconds(18)).until(() -> this.port.active.get() == 0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "GET / HT", "\r\n" })
	void answersOthersWhenAllConnectionsAreTaken(String begin) {
		for (int i = 0; i < 3 * TestPort.LIMITS.max(); i++) {
			send(begin);
			if (i % TestPort.LIMITS.max() == 0) {
				assertAnswered(send(GET));
			}
		}
		assertAnswered(send(GET));
	}

	@Test
	void takesNoConnectionFromOthersWhenOneAddressHasMost() throws IOException {
		InetAddress other = InetAddress.getByName("127.0.0.2");
		Socket idle = this.port.send(other, GET);
		this.sockets.add(idle);
		assertAnswered(idle);
		for (int i = 0; i < 3 * TestPort.LIMITS.max(); i++) {
			Socket socket = send(GET);
			assertAnswered(socket);
		}
		TestPort.write(idle, GET);
		assertAnswered(idle);
	}

	@Test
	void closesTheOldestWhenAllAddressesHaveEquallyMany() throws IOException {
		try (TestPort patient = new TestPort(PATIENT)) {
			List<Socket> idle = new ArrayList<>();
			for (int host = 2; host < 2 + PATIENT.max(); host++) {
				idle.add(patient.send(InetAddress.getByName("127.0.0." + host), ""));
			}
			this.sockets.addAll(idle);
			Socket further = patient.send(GET);
			this.sockets.add(further);
			assertAnswered(further);
			await().until(() -> isAtItsEnd(idle.get(0)));
			Socket newest = idle.get(idle.size() - 1);
			TestPort.write(newest, GET);
			assertAnswered(newest);
		}
	}

	@Test
	void closesAnUnfinishedHeaderWhenThereAreTooMany() throws IOException {
		try (TestPort other = new TestPort(PATIENT)) {
			List<Socket> unfinished = List.of(other.send("GET / HT"), other.send("GET / HT"), other.send("GET / HT"));
			this.sockets.addAll(unfinished);
			await().until(() -> {
				int ended = 0;
				for (Socket socket : unfinished) {
					ended += isAtItsEnd(socket) ? 1 : 0;
				}
				return ended == 1;
			});
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/form", "/ignore" })
	void answersOthersWhenManyBodiesAreSlow(String path) {
		for (int i = 0; i < 3 * TestPort.LIMITS.maxActive(); i++) {
			send(post(path) + "Content-Length: 900\r\n\r\na=");
		}
		assertThat(TestPort.status(send(post("/form") + "Content-Length: 3\r\n\r\na=b"))).startsWith("HTTP/1.1 200");
	}

	@Test
	void closesNewConnectionsOfNetworkThatWasCutOffAgainAndAgain() throws IOException {
		ConnectionLimits limits = new ConnectionLimits(20, 2, 8, 4, Duration.ofMinutes(1), Duration.ofMinutes(1),
				DataSize.ofBytes(1000), Duration.ofMinutes(1), 3);
		InetAddress attacker = InetAddress.getByName("127.0.0.66");
		try (TestPort strict = new TestPort(limits)) {
			await().untilAsserted(() -> {
				try (Socket other = strict.send(GET)) {
					assertAnswered(other);
				}
				this.sockets.add(strict.send(attacker, post("/") + "Content-Length: 900\r\n\r\na="));
				try (Socket next = strict.send(attacker, GET)) {
					assertThat(isClosed(next)).isTrue();
				}
			});
			try (Socket other = strict.send(GET)) {
				assertAnswered(other);
			}
			await().untilAsserted(() -> {
				try (Socket later = strict.send(attacker, GET)) {
					assertThat(TestPort.status(later)).as("after the ten seconds").startsWith("HTTP/1.1 200");
				}
			});
		}
	}

	@Test
	void answersOthersWhenManyClientsDoNotTakeTheirAnswers() {
		for (int i = 0; i < 2 * TestPort.LIMITS.maxActive(); i++) {
			send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
		}
		assertAnswered(send(GET));
	}

	@Test
	void continuesOnlyWhenTheBodyIsAskedFor() throws IOException {
		try (TestPort patient = new TestPort(PATIENT);
				Socket socket = patient.send(post("/") + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n")) {
			assertThat(TestPort.status(socket)).startsWith("HTTP/1.1 100");
			assertThat(TestPort.status(socket)).isBlank();
			assertThat(socket.getInputStream().read()).isEqualTo('\n');
			drip(socket, "abc");
			assertThat(everything(socket, 1)).contains("HTTP/1.1 200");
		}
	}

	@Test
	void speaksNoHttp2() {
		assertThat(TestPort.status(send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))).doesNotContain("200");
		Socket upgrade = send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
				+ "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n");
		assertThat(TestPort.status(upgrade)).startsWith("HTTP/1.1 200");
	}

	private static String post(String path) {
		return "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n";
	}

	private Socket send(String text) {
		Socket socket = this.port.send(text);
		this.sockets.add(socket);
		return socket;
	}

	/** Whether nothing but the end, or a reset, comes within the time of the socket. */
	private static boolean isClosed(Socket socket) throws IOException {
		try {
			return socket.getInputStream().read() < 0;
		}
		catch (SocketException ex) {
			return true;
		}
	}

	private static void assertAnswered(Socket socket) {
		assertThat(everything(socket, 1)).contains("HTTP/1.1 200");
	}

	/**
	 * Reads answers, of which each ends with a short body.
	 */
	private static String everything(Socket socket, int answers) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < answers; i++) {
			String line = TestPort.status(socket);
			while (!line.isBlank()) {
				text.append(line).append('\n');
				line = TestPort.status(socket).strip();
			}
			skip(socket, text);
		}
		return text.toString();
	}

	private static void skip(Socket socket, StringBuilder text) {
		String announced = text.substring(text.lastIndexOf("Content-Length:")).lines().findFirst().orElseThrow();
		try {
			// the line break after the header
			socket.getInputStream().read();
			socket.getInputStream().readNBytes(Integer.parseInt(announced.replaceAll("\\D", "")));
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private static void assertClosedWhileItDrips(Socket socket, String drip) {
		dripUntil(socket, drip, () -> {
			try {
				return isAtItsEnd(socket);
			}
			catch (IOException ex) {
				return true;
			}
		});
	}

	/**
	 * Whether the server has closed the connection. What it has sent is dropped.
	 */
	private static boolean isAtItsEnd(Socket socket) throws IOException {
		socket.getInputStream().skipNBytes(socket.getInputStream().available());
		socket.setSoTimeout(1);
		try {
			return socket.getInputStream().read() < 0;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
		finally {
			socket.setSoTimeout(TestPort.TIMEOUT_MILLIS);
		}
	}

	private static void dripUntil(Socket socket, String drip, Supplier<Boolean> condition) {
		await().pollDelay(Duration.ZERO).pollInterval(DRIP).until(() -> {
			try {
				TestPort.write(socket, drip);
			}
			catch (IOException ex) {
				return true;
			}
			return condition.get();
		});
	}

	private static void drip(Socket socket, String text) {
		await().pollDelay(DRIP.dividedBy(2)).until(() -> {
			TestPort.write(socket, text);
			return true;
		});
	}

	private static boolean hasInput(Socket socket) {
		try {
			return socket.getInputStream().available() > 0;
		}
		catch (IOException ex) {
			return true;
		}
	}

}
