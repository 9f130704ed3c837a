package io.soundlift.embedded;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.security.sasl.SaslException;

import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.ClientRequest;
import de.bwaldvogel.mongo.wire.message.MessageHeader;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import de.bwaldvogel.mongo.wire.message.MongoQuery;
import de.bwaldvogel.mongo.wire.message.MongoReply;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.apache.qpid.server.security.auth.AuthenticationResult.AuthenticationStatus;
import org.apache.qpid.server.security.auth.sasl.SaslNegotiator;
import org.jspecify.annotations.Nullable;

/**
 * The only handler of requests on a connection that has not authenticated. Handles
 * handshakes and SCRAM-SHA-256, refuses everything else, and is replaced by the
 * database's handler once the client has proved that it has the password.
 */
final class MongoSignIn extends ChannelInboundHandlerAdapter {

	/** Time for the first message of a connection. */
	private static final Duration GREETING_TIMEOUT = Duration.ofSeconds(10);

	/** Time without a message. Monitors of drivers send a handshake every 10 seconds. */
	private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(2);

	private static final int UNAUTHORIZED = 13;

	private static final int AUTHENTICATION_FAILED = 18;

	private static final int CONVERSATION_ID = 1;

	private final MongoBackend backend;

	private final ScramServer scram;

	private final UnauthenticatedConnections connections;

	private final ChannelHandler database;

	private final AtomicInteger replies = new AtomicInteger();

	private @Nullable SaslNegotiator conversation;

	private boolean skipsEmptyExchange;

	private boolean proven;

	private @Nullable Future<?> timeout;

	/**
	 * Creates a handler of one connection.
	 * @param database handler of requests after authentication
	 */
	MongoSignIn(MongoBackend backend, ScramServer scram, UnauthenticatedConnections connections,
			ChannelHandler database) {
		this.backend = backend;
		this.scram = scram;
		this.connections = connections;
		this.database = database;
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		this.connections.opened(context.channel());
		closeAfter(context, GREETING_TIMEOUT);
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		leave(context);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ClientRequest request = (ClientRequest) message;
		this.connections.greeted(context.channel());
		closeAfter(context, IDLE_TIMEOUT);
		Document query = (request instanceof MongoMessage modern) ? modern.getDocument()
				: ((MongoQuery) request).getQuery();
		String command = query.isEmpty() ? "" : query.keySet().iterator().next();
		switch (command.toLowerCase(Locale.ROOT)) {
			case "hello", "ismaster" -> reply(context, request, greeting(context, query));
			case "ping" -> reply(context, request, new Document("ok", 1.0));
			case "saslstart" -> start(context, request, query);
			case "saslcontinue" -> proceed(context, request, query);
			default -> reply(context, request, error(UNAUTHORIZED, "Unauthorized", "Authentication is required"));
		}
	}

	private Document greeting(ChannelHandlerContext context, Document query) {
		Document greeting = this.backend.handleCommand(context.channel(), "admin", "hello", new Document("hello", 1));
		if (query.containsKey("saslSupportedMechs")) {
			greeting.append("saslSupportedMechs", List.of(ScramServer.MECHANISM));
		}
		return greeting;
	}

	private void start(ChannelHandlerContext context, ClientRequest request, Document query) {
		this.conversation = null;
		this.proven = false;
		this.skipsEmptyExchange = query.get("options") instanceof Document options
				&& Boolean.TRUE.equals(options.get("skipEmptyExchange"));
		try {
			if (!ScramServer.MECHANISM.equals(query.get("mechanism"))) {
				throw new SaslException();
			}
			SaslNegotiator started = this.scram.begin();
			byte[] serverFirst = ScramServer.answer(started, payload(query), AuthenticationStatus.CONTINUE);
			reply(context, request, step(serverFirst, false));
			this.conversation = started;
		}
		catch (SaslException ex) {
			refuse(context, request);
		}
	}

	private void proceed(ChannelHandlerContext context, ClientRequest request, Document query) {
		SaslNegotiator current = this.conversation;
		this.conversation = null;
		try {
			byte[] payload = payload(query);
			if (this.proven && payload.length == 0) {
				reply(context, request, step(payload, true));
				open(context);
				return;
			}
			if (current == null) {
				throw new SaslException();
			}
			byte[] serverFinal = ScramServer.answer(current, payload, AuthenticationStatus.SUCCESS);
			reply(context, request, step(serverFinal, this.skipsEmptyExchange));
			this.proven = true;
			if (this.skipsEmptyExchange) {
				open(context);
			}
		}
		catch (SaslException ex) {
			refuse(context, request);
		}
	}

	private static byte[] payload(Document query) throws SaslException {
		if (query.get("payload") instanceof BinData payload) {
			return payload.getData();
		}
		throw new SaslException();
	}

	private static Document step(byte[] payload, boolean done) {
		return new Document("conversationId", CONVERSATION_ID).append("done", done)
			.append("payload", new BinData(payload))
			.append("ok", 1.0);
	}

	private void open(ChannelHandlerContext context) {
		leave(context);
		context.pipeline().addAfter(context.name(), null, this.database);
		context.pipeline().remove(HandshakeLimits.class);
		context.pipeline().remove(this);
	}

	private void refuse(ChannelHandlerContext context, ClientRequest request) {
		reply(context, request, error(AUTHENTICATION_FAILED, "AuthenticationFailed", "Authentication failed."))
			.addListener(ChannelFutureListener.CLOSE);
	}

	private static Document error(int code, String name, String message) {
		return new Document("ok", 0.0).append("errmsg", message).append("code", code).append("codeName", name);
	}

	private ChannelFuture reply(ChannelHandlerContext context, ClientRequest request, Document document) {
		MessageHeader header = new MessageHeader(this.replies.incrementAndGet(), request.getHeader().getRequestID());
		return context.channel()
			.writeAndFlush((request instanceof MongoMessage) ? new MongoMessage(context.channel(), header, document)
					: new MongoReply(header, document));
	}

	private void closeAfter(ChannelHandlerContext context, Duration delay) {
		cancelTimeout();
		this.timeout = context.executor().schedule(() -> context.close(), delay.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void leave(ChannelHandlerContext context) {
		cancelTimeout();
		this.connections.remove(context.channel());
	}

	private void cancelTimeout() {
		if (this.timeout != null) {
			this.timeout.cancel(false);
		}
	}

	/**
	 * Closes the connection without logging, since an unauthenticated client could fill
	 * the log.
	 */
	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		context.close();
	}

}
