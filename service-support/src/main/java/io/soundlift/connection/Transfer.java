package io.soundlift.connection;

import jakarta.servlet.ServletRequest;

/**
 * Exchange of a file that may be of any size and take any time, as long as the client
 * keeps to a least rate. The application bounds the number of transfers.
 */
public final class Transfer {

	static final String ATTRIBUTE = Transfer.class.getName();

	private final BoundedBody body;

	private Runnable onBegin = () -> {
	};

	Transfer(BoundedBody body) {
		this.body = body;
	}

	/**
	 * Turns a request into a transfer. Without it, its body is bounded in size and time,
	 * and it may be cut off while it waits for its client. Nothing happens if the request
	 * does not come through a guarded port.
	 * @param request the request, of whose body nothing was read
	 * @param rate least rate at which the body has to come
	 */
	public static void begin(ServletRequest request, TransferRate rate) {
		if (request.getAttribute(ATTRIBUTE) instanceof Transfer transfer) {
			transfer.body.beginTransfer(rate);
			transfer.onBegin.run();
		}
	}

	/**
	 * Sets what is done when a request becomes a transfer, which may take any time from
	 * then on. Nothing happens if the request does not come through a guarded port.
	 * @param request the request
	 * @param action what is done, in the thread of the request
	 */
	public static void onBegin(ServletRequest request, Runnable action) {
		if (request.getAttribute(ATTRIBUTE) instanceof Transfer transfer) {
			transfer.onBegin = action;
		}
	}

}
