package io.soundlift.cli.conversion;

import java.io.BufferedReader;
import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * Reader of server-sent events (HTML Standard, 9.2.6), as far as the API uses them.
 */
final class EventReader {

	private final BufferedReader lines;

	private @Nullable String lastId;

	/**
	 * Creates a reader.
	 * @param lines body of the response
	 * @param lastId id of the last event of an earlier stream; {@code null} if there was
	 * none
	 */
	EventReader(BufferedReader lines, @Nullable String lastId) {
		this.lines = lines;
		this.lastId = lastId;
	}

	/**
	 * Reads an event.
	 * @return the event; {@code null} at the end of the stream
	 * @throws IOException if the connection breaks
	 */
	@Nullable Event next() throws IOException {
		String name = "message";
		StringBuilder data = new StringBuilder();
		boolean any = false;
		for (String line = this.lines.readLine(); line != null; line = this.lines.readLine()) {
			int colon = line.indexOf(':');
			String field = (colon >= 0) ? line.substring(0, colon) : line;
			String value = (colon >= 0) ? line.substring(colon + 1).replaceFirst("^ ", "") : "";
			if (line.isEmpty()) {
				if (any) {
					return new Event(name, data.toString());
				}
			}
			else if ("event".equals(field)) {
				name = value;
			}
			else if ("id".equals(field)) {
				this.lastId = value;
			}
			else if ("data".equals(field)) {
				data.append((any) ? "\n" : "").append(value);
				any = true;
			}
		}
		return null;
	}

	/**
	 * Returns the position for a new stream after this one has ended.
	 * @return id of the last event; {@code null} if none had one
	 */
	@Nullable String lastId() {
		return this.lastId;
	}

	/**
	 * One event.
	 *
	 * @param name type of the event
	 * @param data content of the event
	 */
	record Event(String name, String data) {

	}

}
