package io.soundlift.connection;

import java.io.IOException;
import java.util.Objects;

import jakarta.servlet.http.HttpServletResponse;
import org.apache.coyote.Adapter;
import org.apache.coyote.ErrorState;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Processor of one connection, which reports its phases to the connection.
 */
final class GuardedProcessor extends Http11Processor {

	private final GuardedProtocol protocol;

	private final Adapter phases;

	private final BoundedBody body;

	private @Nullable Connection connection;

	GuardedProcessor(GuardedProtocol protocol) {
		super(protocol, protocol.getAdapter());
		this.protocol = protocol;
		this.phases = new Phases(protocol.getAdapter());
		this.body = new BoundedBody(this.request.getInputBuffer(), this.request);
		this.request.setInputBuffer(this.body);
	}

	@Override
	public Adapter getAdapter() {
		return this.phases;
	}

	@Override
	public SocketState service(SocketWrapperBase<?> wrapper) throws IOException {
		Connection current = (wrapper.getSocket() instanceof GuardedChannel channel) ? channel.connection() : null;
		if (current == null) {
			return super.service(wrapper);
		}
		this.connection = current;
		boolean wasInHeader = current.phase() == Connection.Phase.HEADER;
		this.protocol.guard().active().acquireUninterruptibly();
		SocketState state;
		current.work();
		try {
			state = super.service(wrapper);
		}
		finally {
			this.protocol.guard().active().release();
		}
		if (isAsync()) {
			return state;
		}
		current.rest(state == SocketState.LONG);
		if (current.phase() == Connection.Phase.HEADER && state != SocketState.CLOSED) {
			wrapper.setReadTimeout(current.readTimeoutMillis());
			if (!wasInHeader) {
				this.protocol.guard().limitUnfinishedHeaders();
			}
		}
		return state;
	}

	/**
	 * Adapter that marks the beginning and the end of the application's work.
	 */
	private final class Phases implements Adapter {

		private final Adapter delegate;

		Phases(Adapter delegate) {
			this.delegate = delegate;
		}

		@Override
		public void service(Request request, Response response) throws Exception {
			Connection current = Objects.requireNonNull(GuardedProcessor.this.connection);
			current.beginExchange();
			GuardedProcessor.this.body.begin(current, GuardedProcessor.this.protocol.guard().limits().maxBodySize());
			try {
				if (response.getStatus() == HttpServletResponse.SC_EXPECTATION_FAILED) {
					// by Tomcat, which would add an error page of its own
					return;
				}
				if (GuardedProcessor.this.body.readAhead() || !current.isEvicted()) {
					this.delegate.service(request, response);
				}
				else {
					// as cheap as possible, since there are many of them
					response.setStatus(RequestBodyException.Reason.TOO_SLOW.status());
				}
			}
			finally {
				if (!isAsync()) {
					current.endExchange();
				}
				if (GuardedProcessor.this.body.isTooSlow()) {
					// nothing more is read, so the connection can't be reused
					setErrorState(ErrorState.CLOSE_CLEAN, null);
				}
			}
		}

		@Override
		public boolean prepare(Request request, Response response) throws Exception {
			return this.delegate.prepare(request, response);
		}

		@Override
		public boolean asyncDispatch(Request request, Response response, SocketEvent event) throws Exception {
			return this.delegate.asyncDispatch(request, response, event);
		}

		@Override
		public void log(Request request, Response response, long time) {
			this.delegate.log(request, response, time);
		}

		@Override
		public void checkRecycled(Request request, Response response) {
			this.delegate.checkRecycled(request, response);
		}

		@Override
		public String getDomain() {
			return this.delegate.getDomain();
		}

	}

}
