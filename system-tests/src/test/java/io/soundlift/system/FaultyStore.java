package io.soundlift.system;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import com.mongodb.ConnectionString;
import com.mongodb.ServerAddress;
import io.soundlift.testsupport.TcpProxy;
import io.soundlift.testsupport.TestMongo;
import org.jspecify.annotations.Nullable;

/**
 * A store behind a line that can be cut: an embedded one in a process of its own, which
 * can be killed, or the one that the environment names, which can't.
 */
final class FaultyStore implements AutoCloseable {

	private final @Nullable EmbeddedServer embedded;

	private final @Nullable TestStore given;

	private final String directUri;

	private final TcpProxy line;

	private boolean running;

	/**
	 * A store that is not started yet.
	 * @param folder where its data is
	 */
	FaultyStore(Path folder) {
		this.given = TestMongo.isRealMongo() ? TestStore.start() : null;
		this.embedded = (this.given == null) ? EmbeddedServer.store(folder) : null;
		ServerAddress address = (this.embedded != null) ? new ServerAddress("127.0.0.1", this.embedded.port())
				: new ServerAddress(new ConnectionString(TestMongo.uri()).getHosts().get(0));
		this.directUri = "mongodb://" + address + "/?directConnection=true";
		this.line = new TcpProxy(List.of(new InetSocketAddress(address.getHost(), address.getPort())));
	}

	/**
	 * The address at which services find it.
	 */
	String uri() {
		return "mongodb://127.0.0.1:" + this.line.port() + "/?directConnection=true";
	}

	/**
	 * An address without a line in between.
	 */
	String directUri() {
		return this.directUri;
	}

	TcpProxy line() {
		return this.line;
	}

	/**
	 * The faults of the store itself that this one can have.
	 */
	Set<FaultKind> faults() {
		return (this.embedded != null) ? EnumSet.of(FaultKind.STORE_KILLED) : EnumSet.noneOf(FaultKind.class);
	}

	/**
	 * Starts it, unless it runs, and waits until it answers.
	 */
	void start() {
		if (this.embedded != null && !this.running) {
			this.embedded.start();
			this.running = true;
		}
	}

	/**
	 * Ends it at once, as {@code kill -9} does.
	 */
	void kill() {
		if (this.embedded == null) {
			throw new UnsupportedOperationException("A store that was given is not to be killed");
		}
		this.embedded.kill();
		this.running = false;
	}

	@Override
	public void close() {
		this.line.close();
		if (this.embedded != null) {
			this.embedded.close();
		}
		if (this.given != null) {
			this.given.close();
		}
	}

}
