package io.soundlift.gateway.limit;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.soundlift.connection.FairSlots;
import io.soundlift.connection.Network;
import io.soundlift.connection.Transfer;
import io.soundlift.support.DaemonThreads;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limit on the requests that this gateway processes at the same time, shared fairly among
 * origins. Without it a flood of requests, refused or not, would get a share of the
 * processors for each of its connections, and other requests would wait for all of them.
 * <p>
 * A slot represents processor time, so it is held for a moment only: not while a file is
 * transferred or a client reads its response.
 */
@Component
@Order(RequestSlots.ORDER)
final class RequestSlots extends OncePerRequestFilter implements DisposableBean {

	/** After the filter that determines the client's address. */
	static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 1;

	/** Requests to the authorization server have slots of their own. */
	private static final String AUTH_SERVER = "/auth/";

	private static final int SLOTS_PER_PROCESSOR = 4;

	private static final int MAX_WAITING = 64;

	private static final Duration MAX_WAIT = Duration.ofSeconds(5);

	/** Many times the duration of a request. */
	private static final Duration LEASE = Duration.ofMillis(250);

	private final ScheduledThreadPoolExecutor leases = new ScheduledThreadPoolExecutor(1,
			new DaemonThreads("request-slots"));

	private final FairSlots slots;

	private final RequestRefusal refusal;

	RequestSlots(RequestRefusal refusal) {
		this.refusal = refusal;
		int count = SLOTS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
		this.slots = new FairSlots(FairSlots.Limits.ofRequests(count, MAX_WAITING, MAX_WAIT));
		this.leases.setRemoveOnCancelPolicy(true);
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return request.getServletPath().startsWith(AUTH_SERVER);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String origin = Network.of(request.getRemoteAddr());
		if (!this.slots.acquire(origin, false)) {
			this.refusal.refuse(request, response);
			return;
		}
		AtomicBoolean held = new AtomicBoolean(true);
		Runnable release = () -> {
			if (held.compareAndSet(true, false)) {
				this.slots.release(origin);
			}
		};
		Future<?> lease = this.leases.schedule(release, LEASE.toMillis(), TimeUnit.MILLISECONDS);
		try {
			Transfer.onBegin(request, release);
			chain.doFilter(request, response);
		}
		finally {
			lease.cancel(false);
			release.run();
		}
	}

	@Override
	public void destroy() {
		super.destroy();
		this.leases.shutdownNow();
	}

}
