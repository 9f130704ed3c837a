package io.soundlift.gateway.limit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.TestGateway;
import io.soundlift.gateway.problem.ProblemResponses;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.gateway.security.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RepeatedRefusals}. Its clock is stopped, so all requests come within a
 * second.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RepeatedRefusalsTests {

	private static final int MANY = 20;

	/** All that are answered with all the work that it takes. */
	private static final int FREE = 5;

	private final TestGateway gateway = new TestGateway();

	private final AtomicInteger worked = new AtomicInteger();

	private final RepeatedRefusals refusals = new RepeatedRefusals(this.gateway.bean(ProblemResponses.class),
			JsonMapper.shared(), this.gateway.bean(GatewayProperties.class),
			Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

	@BeforeEach
	void reset() {
		this.worked.set(0);
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@Test
	void checksATokenThatIsNotValidAFewTimesOnly() {
		for (int i = 0; i < MANY; i++) {
			MockHttpServletResponse answer = send("Bearer " + token("anna", "expired"),
					refuseBy(ProblemType.UNAUTHENTICATED));
			assertThat(answer.getStatus()).isEqualTo(401);
		}
		assertThat(this.worked).hasValue(FREE);
		send("Bearer " + token("anna", "good"), this::answer);
		assertThat(this.worked).as("another token of the same account").hasValue(FREE + 1);
	}

	@Test
	void worksAFewTimesOnlyForAnAccountThatIsRefused() {
		for (int i = 0; i < MANY; i++) {
			assertThat(
					send("Bearer " + token("bert", "a"), refuseBy(ProblemType.TOO_MANY_PARALLEL_UPLOADS)).getStatus())
				.isEqualTo(429);
		}
		assertThat(this.worked).hasValue(FREE);
		assertThat(send("Bearer " + token("bert", "another"), this::answer).getStatus()).as("same account")
			.isEqualTo(429);
	}

	@Test
	void refusesNobodyBecauseOfAFalseTokenWithTheirName() {
		for (ProblemType early : new ProblemType[] { ProblemType.GATEWAY_BUSY, ProblemType.AUTHENTICATION_UNAVAILABLE,
				ProblemType.UNAUTHENTICATED }) {
			for (int i = 0; i < MANY; i++) {
				send("Bearer " + token("cleo", "false"), refuseBy(early));
			}
			assertThat(send("Bearer " + token("cleo", "true"), this::answer).getStatus()).as(early.name())
				.isEqualTo(204);
		}
	}

	private FilterChain refuseBy(ProblemType type) {
		return (request, response) -> {
			this.worked.incrementAndGet();
			this.gateway.bean(ProblemWriter.class)
				.write((HttpServletRequest) request, (HttpServletResponse) response, type, "No.");
		};
	}

	private void answer(Object request, Object response) {
		this.worked.incrementAndGet();
		((HttpServletResponse) response).setStatus(204);
	}

	private MockHttpServletResponse send(String authorization, FilterChain chain) {
		MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/conversions");
		request.setServletPath("/api/conversions");
		request.addHeader("Authorization", authorization);
		MockHttpServletResponse response = new MockHttpServletResponse();
		try {
			this.refusals.doFilter(request, response, chain);
		}
		catch (IOException | ServletException ex) {
			throw new AssertionError(ex);
		}
		return response;
	}

	private static String token(String subject, String signature) {
		return base64("{}") + "." + base64("{\"sub\":\"" + subject + "\"}") + "." + base64(signature);
	}

	private static String base64(String text) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

}
