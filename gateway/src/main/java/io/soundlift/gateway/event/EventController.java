package io.soundlift.gateway.event;

import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

import io.soundlift.connection.Network;
import io.soundlift.connection.Transfer;
import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.conversion.OwnedConversions;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.gateway.signin.SignInsInUse;
import io.soundlift.journey.conversion.Conversion;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;

/**
 * Endpoints of event streams: of all conversions of an account, or of one until it ends.
 */
@Controller
class EventController {

	private static final String LAST_EVENT_ID = "Last-Event-ID";

	/**
	 * Maximum duration of a stream, so that no client stays with one gateway for ever.
	 */
	private static final Duration LONGEST = Duration.ofMinutes(10);

	/** Spreads the ends of streams that begin at the same time. */
	private static final Duration SPREAD = Duration.ofMinutes(2);

	private final OwnedConversions owned;

	private final EventSlots slots;

	private final EventStreams streams;

	private final GatewayProperties properties;

	private final Clock clock;

	EventController(OwnedConversions owned, EventSlots slots, EventStreams streams, GatewayProperties properties,
			Clock clock) {
		this.owned = owned;
		this.slots = slots;
		this.streams = streams;
		this.properties = properties;
		this.clock = clock;
	}

	/**
	 * Sends changes of the account's conversions as server-sent events.
	 * @param lastId id of the last event that the client has received, to continue after
	 * it
	 */
	@GetMapping("/api/conversions/events")
	void all(@RequestHeader(name = LAST_EVENT_ID, required = false) @Nullable String lastId,
			@AuthenticationPrincipal Jwt token, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		open(subscription(request, token, null, time(lastId)), request, response);
	}

	/**
	 * Sends changes of a conversion as server-sent events, until it ends.
	 * @param id 32 hexadecimal digits
	 * @param lastId id of the last event that the client has received, to continue after
	 * it
	 */
	@GetMapping("/api/conversions/{id}/events")
	void one(@PathVariable String id, @RequestHeader(name = LAST_EVENT_ID, required = false) @Nullable String lastId,
			@AuthenticationPrincipal Jwt token, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		Instant after = time(lastId);
		Conversion conversion = this.owned.require(id, token);
		Instant changedAt = conversion.changedAt();
		if (after != null && !conversion.state().isLive() && (changedAt == null || !changedAt.isAfter(after))) {
			// the client has the final state and must not reconnect (HTML Standard,
			// 9.2.3)
			response.setStatus(HttpStatus.NO_CONTENT.value());
			return;
		}
		open(subscription(request, token, id, after), request, response);
	}

	private static @Nullable Instant time(@Nullable String lastId) {
		if (lastId == null || lastId.isEmpty()) {
			return null;
		}
		try {
			return Instant.ofEpochMilli(Long.parseUnsignedLong(lastId));
		}
		catch (NumberFormatException | DateTimeException ex) {
			throw new Problem(ProblemType.INVALID_PARAMETER,
					"The header Last-Event-ID must be the id of an event from here.", ex);
		}
	}

	private Subscription subscription(HttpServletRequest request, Jwt token, @Nullable String conversion,
			@Nullable Instant after) {
		Instant until = this.clock.instant()
			.plus(LONGEST)
			.minusMillis(ThreadLocalRandom.current().nextLong(SPREAD.toMillis()));
		Instant expiresAt = token.getExpiresAt();
		return new Subscription(token, SignInsInUse.idOf(request), conversion, after,
				(expiresAt != null && expiresAt.isBefore(until)) ? expiresAt : until);
	}

	private void open(Subscription subscription, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		response.setContentType("text/event-stream;charset=UTF-8");
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		// a proxy that buffers the response would hold back the events
		response.setHeader("X-Accel-Buffering", "no");
		if (HttpMethod.HEAD.matches(request.getMethod())) {
			return;
		}
		this.streams.requireOpen();
		Runnable release = this.slots.take(subscription.account(), Network.of(request.getRemoteAddr()));
		try {
			response.setHeader(HttpHeaders.CONNECTION, "close");
			Transfer.begin(request, this.properties.upload().rate());
			// in this thread, since filters add headers and finish in it
			response.flushBuffer();
			ServletOutputStream output = response.getOutputStream();
			AsyncContext exchange = request.startAsync();
			exchange.setTimeout(0);
			EventStream stream = new EventStream(subscription, exchange, output, release);
			exchange.addListener(stream);
			output.setWriteListener(stream);
			this.streams.add(stream);
		}
		catch (IOException | RuntimeException ex) {
			release.run();
			throw ex;
		}
	}

}
