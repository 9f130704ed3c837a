package io.soundlift.cli.conversion;

import java.io.BufferedReader;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.soundlift.cli.console.ProgressDisplay;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LiveChanges} and {@link EventReader}.
 */
@Timeout(120)
class LiveChangesTests {

	/** No test waits for as long. */
	private static final Duration LONG = Duration.ofHours(1);

	private static final Duration SHORT = Duration.ofMillis(20);

	private final StubEvents server = new StubEvents();

	private final List<String> shown = new ArrayList<>();

	@AfterEach
	void close() {
		this.server.close();
	}

	private Conversion await(Duration checkInterval) throws InterruptedException {
		ConversionsApi api = this.server.client();
		Conversion accepted = new Conversion(StubEvents.ID, "QUEUED", "talk.mp4", Instant.EPOCH, null,
				new Conversion.Video(5, "00"), null, null, null, null);
		ProgressDisplay progress = new ProgressDisplay() {

			@Override
			public void update(String text) {
				LiveChangesTests.this.shown.add(text);
			}

			@Override
			public void done(String text) {
				// nothing of this ends
			}

		};
		try (Changes changes = new LiveChanges(api, "/api/conversions/" + StubEvents.ID + "/events", checkInterval,
				SHORT)
			.begin()) {
			return new Waiting(api, progress, changes).await(accepted);
		}
	}

	private List<String> streams() {
		return this.server.requests().stream().filter((request) -> request.startsWith("events")).toList();
	}

	@Test
	void isToldTheEnd() throws Exception {
		this.server.stream(StubEvents.event("CONVERTING", 1) + "event: alive\nid: 2\ndata: {}\n\n"
				+ StubEvents.event("COMPLETED", 3));
		assertThat(await(LONG).state()).isEqualTo("COMPLETED");
		assertThat(this.shown).contains("Waiting for a converter", "Converting");
		assertThat(streams()).containsExactly("events after null");
	}

	@Test
	void goesOnAfterTheLastEventWhenAStreamEnds() throws Exception {
		this.server.stream("retry: 2000\n\n" + StubEvents.event("CONVERTING", 7), "", StubEvents.event("FAILED", 9));
		assertThat(await(LONG).state()).isEqualTo("FAILED");
		assertThat(streams()).containsExactly("events after null", "events after 7", "events after 7");
	}

	@ParameterizedTest
	@ValueSource(ints = { 404, 429, 503 })
	void asksAgainAndAgainWhenThereIsNoStream(int status) throws Exception {
		this.server.refuse(status);
		this.server.end();
		assertThat(await(LONG).state()).isEqualTo("COMPLETED");
		assertThat(this.server.requests()).contains("GET");
	}

	@Test
	void asksNoMoreForStreamsThatAServerDoesNotHave() throws Exception {
		this.server.refuse(404);
		ConversionsApi api = this.server.client();
		try (Changes changes = new LiveChanges(api, "/api/conversions/events", LONG, SHORT).begin()) {
			assertThat(changes.next()).isEmpty();
			assertThat(changes.next()).isEmpty();
		}
		assertThat(streams()).hasSizeLessThanOrEqualTo(1);
	}

	@Test
	void asksWhenAStreamTellsNothing() throws Exception {
		this.server.stream("");
		this.server.end();
		assertThat(await(Duration.ofMillis(200)).state()).isEqualTo("COMPLETED");
	}

	@ParameterizedTest
	@ValueSource(strings = { "event: reset\ndata: {}\n\n", "event: deleted\nid: 1\ndata: {}\n\n",
			"event: conversion\ndata: no JSON\n\n" })
	void asksWhenAnEventDoesNotTellTheState(String event) throws Exception {
		this.server.stream(event);
		this.server.end();
		assertThat(await(LONG).state()).isEqualTo("COMPLETED");
	}

	@Test
	void readsEventsAsTheyMayBeWritten() throws Exception {
		EventReader reader = new EventReader(new BufferedReader(new StringReader(
				": comment\n\nid: 5\n\nevent:a\r\ndata:1\r\ndata: 2\r\n\r\ndata\n\nunknown: x\nevent: b\n\ndata: cut")),
				null);
		assertThat(reader.next()).isEqualTo(new EventReader.Event("a", "1\n2"));
		assertThat(reader.lastId()).isEqualTo("5");
		assertThat(reader.next()).isEqualTo(new EventReader.Event("message", ""));
		assertThat(reader.next()).isNull();
	}

}
