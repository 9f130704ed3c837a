package io.soundlift.cli.conversion;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.soundlift.cli.account.AccessTokens;
import io.soundlift.cli.account.ServerOptions;
import io.soundlift.cli.console.Http;
import io.soundlift.cli.console.Pause;

/**
 * The conversions API with one conversion and its events.
 */
final class StubEvents implements AutoCloseable {

	static final String ID = StubApi.ID;

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	/** Bodies of the next streams; the last one stays open. */
	private final Queue<String> streams = new ConcurrentLinkedQueue<>();

	private final Queue<String> requests = new ConcurrentLinkedQueue<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile int refusal;

	private volatile String state = "CONVERTING";

	StubEvents() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/api/conversions", this::handle);
		this.server.start();
	}

	ConversionsApi client() {
		return new ConversionsApi(new Http(), new ServerOptions.Connection(
				URI.create("http://127.0.0.1:" + this.server.getAddress().getPort()), new AccessTokens() {

					@Override
					public String get() {
						return "token";
					}

					@Override
					public void refused() {
						// there is no other
					}

				}), Pause.REAL, (reason) -> {
				});
	}

	/**
	 * Sends these events in the next streams, one stream each. The last one stays open.
	 */
	void stream(String... events) {
		this.streams.addAll(List.of(events));
	}

	/**
	 * Refuses streams.
	 */
	void refuse(int status) {
		this.refusal = status;
	}

	/**
	 * Ends the conversion, which no event tells.
	 */
	void end() {
		this.state = "COMPLETED";
	}

	/**
	 * Returns the requests, those for streams with the id of the last event.
	 */
	List<String> requests() {
		return List.copyOf(this.requests);
	}

	static String event(String state, int id) {
		return "event: conversion\nid: " + id + "\ndata: " + conversion(state) + "\n\n";
	}

	private static String conversion(String state) {
		return """
				{"id": "%s", "state": "%s", "fileName": "talk.mp4", "createdAt": "2026-01-01T00:00:00Z",\
				 "video": {"sizeBytes": 5, "sha256": "00"}}""".formatted(ID, state);
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String path = exchange.getRequestURI().getPath();
			if (!path.endsWith("/events")) {
				this.requests.add("GET");
				answer(exchange, 200, conversion(this.state));
				return;
			}
			this.requests.add("events after " + exchange.getRequestHeaders().getFirst("Last-Event-ID"));
			String events = this.streams.poll();
			if (events == null) {
				answer(exchange, this.refusal, "{}");
				return;
			}
			exchange.getResponseHeaders().set("Content-Type", "text/event-stream;charset=UTF-8");
			exchange.sendResponseHeaders(200, 0);
			exchange.getResponseBody().write(events.getBytes(StandardCharsets.UTF_8));
			exchange.getResponseBody().flush();
			if (this.streams.isEmpty()) {
				this.closed.await();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void answer(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, bytes.length);
		exchange.getResponseBody().write(bytes);
	}

	@Override
	public void close() {
		this.closed.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
