package io.soundlift.connection;

import java.io.IOException;
import java.net.SocketTimeoutException;

import org.apache.coyote.InputBuffer;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * Body of a request, whoever reads it: the application, or Tomcat for the parameters of a
 * form.
 */
final class BoundedBody implements InputBuffer {

	private final InputBuffer delegate;

	private final Request request;

	private @Nullable Connection connection;

	private long maxBytes;

	private long received;

	private boolean tooSlow;

	BoundedBody(InputBuffer delegate, Request request) {
		this.delegate = delegate;
		this.request = request;
	}

	/**
	 * Begins with the body of a further request.
	 * @param connection its connection
	 * @param maxSize greatest size, unless it is a transfer
	 */
	void begin(Connection connection, DataSize maxSize) {
		this.connection = connection;
		this.maxBytes = maxSize.toBytes();
		this.received = 0;
		this.tooSlow = false;
		this.request.setAttribute(Transfer.ATTRIBUTE, new Transfer(this));
	}

	/**
	 * Makes the rest of the exchange a transfer.
	 * @param rate least rate of what is received
	 */
	void beginTransfer(TransferRate rate) {
		this.maxBytes = Long.MAX_VALUE;
		if (this.connection != null) {
			this.connection.beginTransfer(rate);
		}
	}

	boolean isTooSlow() {
		return this.tooSlow;
	}

	@Override
	public int doRead(ApplicationBufferHandler handler) throws IOException {
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
		return this.delegate.available();
	}

}
