package io.soundlift.gateway.route;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.springframework.web.servlet.function.ServerResponse;

/**
 * Delay of responses that refuse a request. A client that retries immediately would
 * otherwise keep a processor busy with refusals alone. No thread waits.
 */
final class RefusalDelay {

	/** A delayed response takes 110 KB of the heap. */
	private static final int MAX_DELAYED = 64;

	private final Semaphore free = new Semaphore(MAX_DELAYED);

	private final Duration delay;

	RefusalDelay(Duration delay) {
		this.delay = delay;
	}

	/**
	 * Delays a response, unless too many are delayed already.
	 * @param refusal supplier of the response, or of the exception that becomes one
	 * @return the response, after the delay or at once
	 */
	ServerResponse delayed(Supplier<ServerResponse> refusal) {
		if (!this.free.tryAcquire()) {
			return refusal.get();
		}
		CompletableFuture<ServerResponse> answer = new CompletableFuture<Void>()
			.completeOnTimeout(null, this.delay.toMillis(), TimeUnit.MILLISECONDS)
			.thenApply((over) -> {
				this.free.release();
				return refusal.get();
			});
		return ServerResponse.async(answer);
	}

}
