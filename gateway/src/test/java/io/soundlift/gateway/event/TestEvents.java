package io.soundlift.gateway.event;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.soundlift.gateway.TestGateway;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.awaitility.Awaitility.await;

/**
 * A client of events, which reads them as they come.
 */
final class TestEvents implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	private final List<Event> events = new CopyOnWriteArrayList<>();

	private final HttpResponse<InputStream> response;

	private final Thread thread;

	private volatile String lastId = "";

	private volatile boolean ended;

	private TestEvents(HttpResponse<InputStream> response) {
		this.response = response;
		this.thread = new Thread(this::read, "test-events");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	/**
	 * Opens a stream, and waits until its first event or id is there.
	 */
	static TestEvents open(TestGateway gateway, HttpRequest.Builder request) {
		TestEvents events = of(gateway.sendForStream(request));
		await().atMost(TIMEOUT).until(() -> events.ended || !events.lastId.isEmpty());
		return events;
	}

	static TestEvents of(HttpResponse<InputStream> response) {
		return new TestEvents(response);
	}

	private void read() {
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(this.response.body(), StandardCharsets.UTF_8))) {
			String name = "";
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				if (line.startsWith("event: ")) {
					name = line.substring("event: ".length());
				}
				else if (line.startsWith("id: ")) {
					this.lastId = line.substring("id: ".length());
				}
				else if (line.startsWith("data: ") && !name.equals("alive")) {
					this.events.add(new Event(name, new JsonMapper().readTree(line.substring("data: ".length()))));
				}
			}
		}
		catch (IOException ex) {
			// closed by the test
		}
		this.ended = true;
	}

	HttpResponse<InputStream> response() {
		return this.response;
	}

	List<Event> events() {
		return this.events;
	}

	String lastId() {
		return this.lastId;
	}

	/**
	 * Waits for an event.
	 * @param name its name
	 * @param id the conversion
	 * @param pointer what of its data is looked at
	 * @param value what that has to be
	 */
	void awaitEvent(String name, String id, String pointer, String value) {
		await().atMost(TIMEOUT)
			.until(() -> this.events.stream()
				.anyMatch((event) -> event.name().equals(name) && event.text("/id").equals(id)
						&& event.text(pointer).equals(value)));
	}

	void awaitState(String id, String state) {
		awaitEvent("conversion", id, "/state", state);
	}

	void awaitName(String name) {
		await().atMost(TIMEOUT).until(() -> this.events.stream().anyMatch((event) -> event.name().equals(name)));
	}

	void awaitEnd() {
		await().atMost(TIMEOUT).until(() -> this.ended);
	}

	@Override
	public void close() {
		try {
			this.response.body().close();
		}
		catch (IOException ex) {
			// gone already
		}
	}

	/**
	 * An event.
	 *
	 * @param name its name
	 * @param data its data
	 */
	record Event(String name, JsonNode data) {

		String text(String pointer) {
			return this.data.at(pointer).asString("");
		}

	}

}
