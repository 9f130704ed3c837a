package io.soundlift.connection;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

import org.apache.coyote.InputBuffer;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * Body of a request with limits, which apply to reads by the application and by Tomcat's
 * form parsing.
 */
final class BoundedBody implements InputBuffer {

	private final InputBuffer delegate;

	private final Request request;

	private @Nullable Connection connection;

	private long maxBytes;

	private long received;

	private boolean tooSlow;

	private @Nullable ByteBuffer ahead;

	private @Nullable RequestBodyException refusal;

	BoundedBody(InputBuffer delegate, Request request) {
		this.delegate = delegate;
		this.request = request;
	}

	/**
	 * Begins with the body of a further request.
	 * @param connection its connection
	 * @param maxSize maximum size, unless it is a transfer
	 */
	void begin(Connection connection, DataSize maxSize) {
		this.connection = connection;
		this.maxBytes = maxSize.toBytes();
		this.received = 0;
		this.tooSlow = false;
		this.ahead = null;
		this.refusal = null;
		this.request.setAttribute(Transfer.ATTRIBUTE, new Transfer(this));
	}

	/**
	 * Converts the rest of the exchange into a transfer.
	 * @param rate minimum rate of the received data
	 */
	void beginTransfer(TransferRate rate) {
		this.maxBytes = Long.MAX_VALUE;
		if (this.connection != null) {
			this.connection.beginTransfer(rate);
		}
	}

	/**
	 * Reads a short body, before the application does any work for the request. A client
	 * that expects {@code 100 Continue} is left to the application.
	 * @return {@code false} if the body did not arrive; the application gets the reason
	 * when it reads the body
	 */
	boolean readAhead() throws IOException {
		long length = this.request.getContentLengthLong();
		if (length <= 0 || length > this.maxBytes || this.request.hasExpectation()) {
			return true;
		}
		ByteBuffer content = ByteBuffer.allocate((int) length);
		BodyPart part = new BodyPart();
		try {
			while (content.hasRemaining() && doRead(part) >= 0) {
				content.put(part.getByteBuffer());
			}
		}
		catch (RequestBodyException ex) {
			this.refusal = ex;
			return false;
		}
		this.ahead = content.flip();
		return true;
	}

	boolean isTooSlow() {
		return this.tooSlow;
	}

	@Override
	public int doRead(ApplicationBufferHandler handler) throws IOException {
		if (this.refusal != null) {
			throw this.refusal;
		}
		ByteBuffer content = this.ahead;
		if (content != null && content.hasRemaining()) {
			int count = content.remaining();
			handler.setByteBuffer(content.duplicate());
			content.position(content.limit());
			return count;
		}
		if (this.request.getContentLengthLong() > this.maxBytes) {
			throw new RequestBodyException(RequestBodyException.Reason.TOO_LARGE, this.maxBytes);
		}
		int count = read(handler);
		if (count < 0) {
			if (this.connection != null) {
				this.connection.endBody();
			}
			return count;
		}
		this.received += count;
		if (this.received > this.maxBytes) {
			throw new RequestBodyException(RequestBodyException.Reason.TOO_LARGE, this.maxBytes);
		}
		return count;
	}

	private int read(ApplicationBufferHandler handler) throws IOException {
		try {
			return this.delegate.doRead(handler);
		}
		catch (SocketTimeoutException ex) {
			this.tooSlow = true;
			throw new RequestBodyException(ex);
		}
	}

	@Override
	public int available() {
		ByteBuffer content = this.ahead;
		return (content != null && content.hasRemaining()) ? content.remaining() : this.delegate.available();
	}

	/**
	 * Part of a body that has just arrived.
	 */
	private static final class BodyPart implements ApplicationBufferHandler {

		private ByteBuffer buffer = ByteBuffer.allocate(0);

		@Override
		public void setByteBuffer(ByteBuffer buffer) {
			this.buffer = buffer;
		}

		@Override
		public ByteBuffer getByteBuffer() {
			return this.buffer;
		}

		@Override
		public void expand(int size) {
			// each part arrives in a separate buffer
		}

	}

}
