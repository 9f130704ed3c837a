package io.soundlift.gateway.route;

import java.time.Duration;
import java.util.concurrent.Semaphore;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;

import org.springframework.web.servlet.function.HandlerFilterFunction;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Bound on the requests that are with the authorization server at the same time. Without
 * it a slow authorization server, or many who sign in, would hold every thread of the
 * gateway.
 */
final class AuthServerConcurrencyLimit implements HandlerFilterFunction<ServerResponse, ServerResponse> {

	private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

	private final Semaphore free;

	AuthServerConcurrencyLimit(int limit) {
		this.free = new Semaphore(limit);
	}

	/**
	 * Passes a request on if it is within the limit. Its form has been read by then.
	 * @throws Problem {@link ProblemType#AUTH_SERVER_BUSY} if it is not
	 */
	@Override
	public ServerResponse filter(ServerRequest request, HandlerFunction<ServerResponse> next) throws Exception {
		if (!this.free.tryAcquire()) {
			throw new Problem(ProblemType.AUTH_SERVER_BUSY,
					"Too many people sign in at the moment. Try again in a moment.")
				.retryAfter(RETRY_AFTER);
		}
		try {
			return next.handle(request);
		}
		finally {
			this.free.release();
		}
	}

}
