package io.soundlift.gateway.route;

import java.time.Duration;

import io.soundlift.connection.FairSlots;
import io.soundlift.connection.Network;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;

import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.function.HandlerFilterFunction;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Limit on the concurrent requests to the authorization server. Without it a slow
 * authorization server, or many concurrent sign-ins, would occupy every thread of the
 * gateway.
 * <p>
 * Only some of them are forwarded at once, the rest waits. So a flood of requests from
 * some addresses, which could use up all processors, delays other requests only a little.
 */
final class AuthServerConcurrencyLimit implements HandlerFilterFunction<ServerResponse, ServerResponse> {

	private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

	private static final Duration DELAY_OF_REFUSALS = Duration.ofSeconds(1);

	private static final Duration MAX_WAIT = Duration.ofSeconds(5);

	private static final int SLOTS_PER_PROCESSOR = 4;

	private final RefusalDelay refusalDelay = new RefusalDelay(DELAY_OF_REFUSALS);

	private final FairSlots slots;

	/**
	 * Creates slots.
	 * @param requests how many requests have a slot or wait for one, at least 1
	 * @param processors number of processors of this machine
	 */
	AuthServerConcurrencyLimit(int requests, int processors) {
		int count = Math.min(requests, SLOTS_PER_PROCESSOR * processors);
		this.slots = new FairSlots(FairSlots.Limits.ofRequests(count, requests - count, MAX_WAIT));
	}

	/**
	 * Forwards a request when there is a slot for it. Its form has been read by then.
	 * @throws Problem {@link ProblemType#AUTH_SERVER_BUSY} if there is none in time
	 */
	@Override
	public ServerResponse filter(ServerRequest request, HandlerFunction<ServerResponse> next) throws Exception {
		String origin = Network.of(request.servletRequest().getRemoteAddr());
		if (!this.slots.acquire(origin, false)) {
			return this.refusalDelay.delayed(() -> {
				throw new Problem(ProblemType.AUTH_SERVER_BUSY,
						"Too many people sign in at the moment. Try again in a moment.")
					.retryAfter(RETRY_AFTER);
			});
		}
		ServerResponse response;
		try {
			response = next.handle(request);
		}
		finally {
			this.slots.release(origin);
		}
		return (response.statusCode() == HttpStatus.TOO_MANY_REQUESTS) ? this.refusalDelay.delayed(() -> response)
				: response;
	}

}
