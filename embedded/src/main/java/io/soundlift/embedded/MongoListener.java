package io.soundlift.embedded;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.wire.MongoDatabaseHandler;
import de.bwaldvogel.mongo.wire.MongoExceptionHandler;
import de.bwaldvogel.mongo.wire.MongoWireMessageEncoder;
import de.bwaldvogel.mongo.wire.MongoWireProtocolHandler;
import de.bwaldvogel.mongo.wire.MongoWireReplyEncoder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Socket of the embedded MongoDB. Like mongo-java-server's own server, but with
 * authentication in front of the database, for which that one has no extension point.
 */
final class MongoListener implements AutoCloseable {

	/** Connections of each kind that have not authenticated; each takes about 20 KiB. */
	private static final int MAX_UNAUTHENTICATED = 128;

	private static final int BACKLOG = 100;

	private static final int SHUTDOWN_SECONDS = 5;

	private final EventLoopGroup acceptors = group("mongo-acceptor", 1);

	private final EventLoopGroup workers = group("mongo-worker", 0);

	private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	private final UnauthenticatedConnections unauthenticated = new UnauthenticatedConnections(MAX_UNAUTHENTICATED);

	private final MongoBackend backend;

	private final @Nullable ScramServer scram;

	private @Nullable Channel socket;

	/**
	 * Creates a listener, which does not listen yet.
	 * @param backend handler of requests; closed with this listener
	 * @param login the only user; {@code null} for no authentication
	 */
	MongoListener(MongoBackend backend, @Nullable ServerLogin login) {
		this.backend = backend;
		this.scram = (login != null) ? new ScramServer(login) : null;
	}

	private static EventLoopGroup group(String name, int threads) {
		return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name), NioIoHandler.newFactory());
	}

	/**
	 * Starts to listen. Throws {@link java.net.BindException}, undeclared as Netty does,
	 * if the port is in use.
	 * @return the port
	 */
	int bind(InetSocketAddress address) {
		Channel bound = new ServerBootstrap().group(this.acceptors, this.workers)
			.channel(NioServerSocketChannel.class)
			.option(ChannelOption.SO_BACKLOG, BACKLOG)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel client) {
					initialize(client);
				}

			})
			.bind(address)
			.syncUninterruptibly()
			.channel();
		this.socket = bound;
		return ((InetSocketAddress) bound.localAddress()).getPort();
	}

	private void initialize(Channel client) {
		this.clients.add(client);
		MongoDatabaseHandler database = new MongoDatabaseHandler(this.backend, this.clients);
		ChannelPipeline pipeline = client.pipeline();
		pipeline.addLast(new MongoWireReplyEncoder(), new MongoWireMessageEncoder());
		if (this.scram == null) {
			pipeline.addLast(new MongoWireProtocolHandler(), database);
		}
		else {
			pipeline.addLast(new HandshakeLimits(), new MongoWireProtocolHandler(),
					new MongoSignIn(this.backend, this.scram, this.unauthenticated, database));
		}
		pipeline.addLast(new MongoExceptionHandler());
	}

	/**
	 * Disconnects the clients and closes the backend.
	 */
	@Override
	public void close() {
		if (this.socket != null) {
			this.socket.close().syncUninterruptibly();
		}
		this.clients.close().syncUninterruptibly();
		this.acceptors.shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
		this.workers.shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
		this.acceptors.terminationFuture().syncUninterruptibly();
		this.workers.terminationFuture().syncUninterruptibly();
		this.backend.close();
	}

}
