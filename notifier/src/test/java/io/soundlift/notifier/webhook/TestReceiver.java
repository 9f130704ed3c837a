package io.soundlift.notifier.webhook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.soundlift.testsupport.FreePort;

/**
 * Receiver of webhooks on the loopback address, which can be slow, fail and go away. It
 * checks signatures as its author would who has read Standard Webhooks only.
 */
public final class TestReceiver implements AutoCloseable {

	private final List<Received> received = new CopyOnWriteArrayList<>();

	private final Map<String, Integer> answers = new ConcurrentHashMap<>();

	private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final int port = FreePort.find();

	private HttpServer server;

	/**
	 * Starts a receiver.
	 */
	public TestReceiver() {
		this.server = start();
	}

	private HttpServer start() {
		try {
			HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port),
					50);
			started.setExecutor(this.threads);
			started.createContext("/", this::handle);
			started.start();
			return started;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String path = exchange.getRequestURI().getPath();
			String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
			this.received.add(new Received(path, exchange.getRequestHeaders(), body));
			CountDownLatch gate = this.gates.get(path);
			if (gate != null) {
				gate.await();
			}
			byte[] answer = ("answer of " + path + " ").repeat(1000).getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Location", "/elsewhere");
			exchange.sendResponseHeaders(this.answers.getOrDefault(path, 200), answer.length);
			exchange.getResponseBody().write(answer);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Returns the URL of a path.
	 * @param path the path
	 * @return the URL, with the loopback address
	 */
	public String url(String path) {
		return "http://127.0.0.1:" + port() + path;
	}

	int port() {
		return this.port;
	}

	void answer(String path, int status) {
		this.answers.put(path, status);
	}

	/**
	 * Holds requests of a path back.
	 */
	CountDownLatch hold(String path) {
		CountDownLatch gate = new CountDownLatch(1);
		this.gates.put(path, gate);
		return gate;
	}

	/**
	 * Returns what has come to a path.
	 * @param path the path
	 * @return the requests in the order of their arrival
	 */
	public List<Received> received(String path) {
		return this.received.stream().filter((request) -> request.path().equals(path)).toList();
	}

	void goAway() {
		this.server.stop(0);
	}

	void comeBack() {
		this.server = start();
	}

	@Override
	public void close() {
		this.gates.values().forEach(CountDownLatch::countDown);
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	/**
	 * A request.
	 *
	 * @param path its path
	 * @param headers its headers
	 * @param body its body
	 */
	public record Received(String path, Headers headers, String body) {

		/**
		 * Returns the id of the event.
		 * @return the header
		 */
		public String id() {
			return this.headers.getFirst("webhook-id");
		}

		long timestamp() {
			return Long.parseLong(this.headers.getFirst("webhook-timestamp"));
		}

		/**
		 * Returns whether one of the signatures is made with a secret.
		 * @param secret the secret as it was shown
		 * @return whether the request is genuine
		 */
		public boolean isSignedWith(String secret) {
			try {
				Mac mac = Mac.getInstance("HmacSHA256");
				mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.replaceFirst("^whsec_", "")), "RAW"));
				mac.update((id() + "." + this.headers.getFirst("webhook-timestamp") + ".")
					.getBytes(StandardCharsets.UTF_8));
				byte[] expected = mac.doFinal(this.body.getBytes(StandardCharsets.UTF_8));
				return Arrays.stream(this.headers.getFirst("webhook-signature").split(" "))
					.anyMatch((signature) -> signature.startsWith("v1,")
							&& Arrays.equals(expected, Base64.getDecoder().decode(signature.substring(3))));
			}
			catch (GeneralSecurityException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
