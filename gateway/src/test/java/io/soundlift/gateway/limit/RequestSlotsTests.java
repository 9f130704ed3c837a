package io.soundlift.gateway.limit;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.soundlift.gateway.TestGateway;
import io.soundlift.testsupport.Background;
import io.soundlift.testsupport.MovableClock;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

/**
 * Tests for {@link RequestSlots}, with requests that last until a test ends,
 * {@link SignInPageRate} and {@link RequestRefusal}.
 */
class RequestSlotsTests {

	/** More than have a slot or wait for one. */
	private static final int MANY = 80;

	private static final int SERVED_STATUS = 204;

	private static final FilterChain SERVED = (request, response) -> ((HttpServletResponse) response)
		.setStatus(SERVED_STATUS);

	private static final TestGateway gateway = new TestGateway();

	private final RequestSlots slots = new RequestSlots(gateway.bean(RequestRefusal.class));

	private final AtomicInteger running = new AtomicInteger();

	private final CountDownLatch end = new CountDownLatch(1);

	@AfterEach
	void endRequests() {
		this.end.countDown();
		this.slots.destroy();
	}

	@AfterAll
	static void stop() {
		gateway.close();
	}

	@Test
	void goesOnWithOthersWhileRequestsTakeTheirTime() {
		int share = Runtime.getRuntime().availableProcessors();
		List<CompletableFuture<MockHttpServletResponse>> all = IntStream.range(0, 3 * share)
			.mapToObj((number) -> Background.call(() -> send("203.0.113.1", this::last).response()))
			.toList();
		// those without a slot begin when the first ones have had theirs for long enough
		await().untilAtomic(this.running, equalTo(3 * share));
		this.end.countDown();
		assertThat(all).extracting(CompletableFuture::join)
			.extracting(MockHttpServletResponse::getStatus)
			.containsOnly(200);
	}

	@Test
	void refusesLaterWhenTooManyRequestsOfOneAddressWait() throws Exception {
		List<CompletableFuture<Exchange>> flood = IntStream.range(0, MANY)
			.mapToObj((number) -> Background.call(() -> send("203.0.113.2", this::last)))
			.toList();
		await().until(() -> flood.stream().anyMatch(CompletableFuture::isDone));
		Exchange refused = flood.stream().filter(CompletableFuture::isDone).findFirst().orElseThrow().join();
		assertThat(refused.response().getContentAsByteArray()).as("answer before its time").isEmpty();
		MockAsyncContext later = (MockAsyncContext) refused.request().getAsyncContext();
		assertThat(later).isNotNull();
		assertThat(later.getTimeout()).isEqualTo(1000);
		later.getListeners().get(0).onTimeout(new AsyncEvent(later));
		assertThat(refused.response().getStatus()).isEqualTo(503);
		assertThat(refused.response().getHeader("Retry-After")).isEqualTo("2");
		assertThat(refused.response().getContentAsString()).contains("\"code\":\"gateway-busy\"");
		assertThat(send("203.0.113.3", (request, response) -> {
		}).response().getStatus()).as("request from elsewhere").isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource({ "GET, /oauth2/authorization/soundlift", "GET, /auth/oauth2/authorize", "GET, /auth/sign-in",
			"POST, /auth/sign-in", "GET, /auth/sign-up", "POST, /auth/sign-up", "GET, /auth/password/forgot",
			"POST, /auth/password/forgot", "GET, /auth/nothing", "GET, /login/oauth2/code/soundlift" })
	void refusesLaterWhenNetworkAsksForSignInPagesTooOften(String method, String path) {
		MovableClock clock = new MovableClock(Instant.EPOCH);
		SignInPageRate rate = new SignInPageRate(clock, gateway.bean(RequestRefusal.class));
		for (int i = 0; i < SignInPageRate.MAX_AT_ONCE; i++) {
			assertThat(status(rate, method, path, "203.0.113.4")).isEqualTo(SERVED_STATUS);
		}
		Exchange refused = send(rate, method, path, "203.0.113.4", SERVED);
		assertThat(refused.request().isAsyncStarted()).isTrue();
		assertThat(refused.response().getStatus()).isNotEqualTo(SERVED_STATUS);
		assertThat(status(rate, method, path, "203.0.113.5")).as("another network").isEqualTo(SERVED_STATUS);
		assertThat(status(rate, "POST", "/auth/oauth2/token", "203.0.113.4")).as("a program").isEqualTo(SERVED_STATUS);
		assertThat(status(rate, "GET", "/api/conversions", "203.0.113.4")).as("no such page").isEqualTo(SERVED_STATUS);
		clock.advance(Duration.ofSeconds(1));
		assertThat(status(rate, method, path, "203.0.113.4")).as("a second later").isEqualTo(SERVED_STATUS);
	}

	private static int status(Filter filter, String method, String path, String address) {
		return send(filter, method, path, address, SERVED).response().getStatus();
	}

	private Exchange send(String address, FilterChain chain) {
		return send(this.slots, "GET", "/api/conversions", address, chain);
	}

	private static Exchange send(Filter filter, String method, String path, String address, FilterChain chain) {
		MockHttpServletRequest request = new MockHttpServletRequest(method, path);
		request.setServletPath(path);
		request.setRemoteAddr(address);
		request.setAsyncSupported(true);
		MockHttpServletResponse response = new MockHttpServletResponse();
		try {
			filter.doFilter(request, response, chain);
		}
		catch (IOException | ServletException ex) {
			throw new AssertionError(ex);
		}
		return new Exchange(request, response);
	}

	private void last(Object request, Object response) {
		this.running.incrementAndGet();
		try {
			this.end.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private record Exchange(MockHttpServletRequest request, MockHttpServletResponse response) {

	}

}
