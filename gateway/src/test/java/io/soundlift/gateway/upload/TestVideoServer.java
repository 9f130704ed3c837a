package io.soundlift.gateway.upload;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;

/**
 * Server of a stranger with videos, on a loopback address.
 */
final class TestVideoServer implements AutoCloseable {

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Map<String, HttpHandler> answers = new ConcurrentHashMap<>();

	private final List<URI> asked = new CopyOnWriteArrayList<>();

	private final Map<String, Headers> headers = new ConcurrentHashMap<>();

	/** What waits goes on when the test has seen what it is for. */
	private final CountDownLatch closed = new CountDownLatch(1);

	TestVideoServer(String address) {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), 0), 50);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			this.asked.add(exchange.getRequestURI());
			String path = exchange.getRequestURI().getPath();
			this.headers.put(path, exchange.getRequestHeaders());
			HttpHandler answer = this.answers.get(path);
			if (answer == null) {
				exchange.sendResponseHeaders(404, -1);
			}
			else {
				answer.handle(exchange);
			}
		}
	}

	/**
	 * Answers with a video.
	 * @param headers names and values of further headers
	 */
	void video(String path, byte[] content, String... headers) {
		answer(path, (exchange) -> {
			add(exchange, headers);
			exchange.sendResponseHeaders(200, content.length);
			exchange.getResponseBody().write(content);
		});
	}

	void redirect(String path, int status, String location) {
		answer(path, (exchange) -> {
			add(exchange, "Location", location);
			exchange.sendResponseHeaders(status, -1);
		});
	}

	/**
	 * Sends so many bytes each time, until the client goes away or this is closed.
	 * @param length length that is announced; 0 for none
	 */
	void stream(String path, long length, int count, long everyMillis) {
		answer(path, (exchange) -> {
			exchange.sendResponseHeaders(200, length);
			OutputStream body = exchange.getResponseBody();
			do {
				body.write(new byte[count]);
				body.flush();
			}
			while (!isClosedAfter(everyMillis));
		});
	}

	/**
	 * Sends the first half of a video, and the second one when it is told to.
	 * @return what to count down for that
	 */
	CountDownLatch hold(String path, byte[] content) {
		CountDownLatch gate = new CountDownLatch(1);
		answer(path, (exchange) -> {
			exchange.sendResponseHeaders(200, content.length);
			OutputStream body = exchange.getResponseBody();
			body.write(content, 0, content.length / 2);
			body.flush();
			await(gate);
			body.write(content, content.length / 2, content.length - content.length / 2);
		});
		return gate;
	}

	void answer(String path, HttpHandler handler) {
		this.answers.put(path, handler);
	}

	private static void add(HttpExchange exchange, String... headers) {
		for (int i = 0; i < headers.length; i += 2) {
			exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
		}
	}

	private boolean isClosedAfter(long millis) {
		try {
			return this.closed.await(millis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return true;
		}
	}

	private static void await(CountDownLatch gate) {
		try {
			gate.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	String url(String path) {
		InetSocketAddress address = this.server.getAddress();
		return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + path;
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	/**
	 * Returns what was asked for, in the order of arrival.
	 */
	List<String> asked() {
		return this.asked.stream().map(URI::toString).toList();
	}

	/**
	 * Returns the headers of the last request for a path.
	 */
	Headers headers(String path) {
		return this.headers.getOrDefault(path, new Headers());
	}

	@Override
	public void close() {
		this.closed.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
