package io.soundlift.gateway.limit;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;

import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.gateway.security.ProblemWriter;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Delayed response to a request for which there is no slot: a client that retries
 * immediately would otherwise keep a processor busy with refusals alone. No thread waits.
 */
@Component
final class RequestRefusal {

	private static final Logger logger = LoggerFactory.getLogger(RequestRefusal.class);

	private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

	private static final Duration DELAY = Duration.ofSeconds(1);

	/** A delayed response takes 110 KB of the heap. */
	private static final int MAX_DELAYED = 48;

	private final Semaphore free = new Semaphore(MAX_DELAYED);

	private final ProblemWriter problems;

	RequestRefusal(ProblemWriter problems) {
		this.problems = problems;
	}

	/**
	 * Refuses a request, at once if too many responses are delayed already.
	 * @throws IOException if the client has disconnected
	 */
	void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
		if (!this.free.tryAcquire()) {
			answer(request, response);
			return;
		}
		AsyncContext later = request.startAsync(request, response);
		later.addListener(new DelayedAnswer(request, response));
		later.setTimeout(DELAY.toMillis());
	}

	private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
		response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(RETRY_AFTER.toSeconds()));
		this.problems.write(request, response, ProblemType.GATEWAY_BUSY,
				"Too many requests come at the moment. Try again in a moment.");
	}

	/**
	 * The response after the delay, which is implemented as a timeout of the web server.
	 */
	private final class DelayedAnswer implements AsyncListener {

		private final HttpServletRequest request;

		private final HttpServletResponse response;

		DelayedAnswer(HttpServletRequest request, HttpServletResponse response) {
			this.request = request;
			this.response = response;
		}

		@Override
		public void onTimeout(AsyncEvent event) {
			try {
				answer(this.request, this.response);
			}
			catch (IOException ex) {
				logger.debug("The client has gone before it was refused", ex);
			}
			event.getAsyncContext().complete();
		}

		@Override
		public void onComplete(AsyncEvent event) {
			RequestRefusal.this.free.release();
		}

		@Override
		public void onError(AsyncEvent event) {
			// completed by the web server
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
			// nobody starts it again
		}

	}

}
