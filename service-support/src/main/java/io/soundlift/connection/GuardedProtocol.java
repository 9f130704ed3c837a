package io.soundlift.connection;

import java.util.Map;

import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * HTTP/1.1 with limits on connections, headers and bodies that Tomcat has no settings
 * for: its timeouts restart with every byte.
 */
public final class GuardedProtocol extends Http11NioProtocol {

	/** Evicted connections that have not been closed yet. */
	private static final int SLACK = 32;

	/** Connections that the kernel holds until they are accepted. */
	private static final int BACKLOG = 1024;

	/** Each processor has buffers of 80 KB. */
	private static final int SPARE_PROCESSORS = 48;

	private final Guard guard;

	/**
	 * Creates the protocol with the usual limits. Tomcat needs a constructor without
	 * parameters.
	 */
	public GuardedProtocol() {
		this(new Guard(usual()));
	}

	private GuardedProtocol(Guard guard) {
		super(new GuardedEndpoint(guard));
		this.guard = guard;
	}

	private static ConnectionLimits usual() {
		return new Binder(new MapConfigurationPropertySource(Map.of())).bindOrCreate("soundlift.connections",
				ConnectionLimits.class);
	}

	/**
	 * Sets the limits, before the port is opened.
	 * @param limits the limits
	 */
	void setLimits(ConnectionLimits limits) {
		this.guard.setLimits(limits);
		setMaxConnections(limits.max() + SLACK);
		setMaxThreads(limits.maxActive());
		setAcceptCount(BACKLOG);
		setProcessorCache(SPARE_PROCESSORS);
		setConnectionTimeout((int) limits.stallTimeout().toMillis());
		setKeepAliveTimeout((int) ConnectionLimits.KEEP_ALIVE.toMillis());
	}

	Guard guard() {
		return this.guard;
	}

	@Override
	protected Processor createProcessor() {
		return new GuardedProcessor(this);
	}

}
