package io.soundlift.connection;

import jakarta.servlet.ServletRequest;

/**
 * Exchange of a file that may be of any size and take any time, as long as the client
 * keeps to a minimum rate. The application bounds the number of transfers.
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
	 * Converts a request into a transfer. Otherwise its body is limited in size and time,
	 * and it may be cut off while it waits for its client. Has no effect if the request
	 * does not arrive through a guarded port.
	 * @param request the request, whose body has not been read
	 * @param rate minimum rate at which the body has to arrive
	 */
	public static void begin(ServletRequest request, TransferRate rate) {
		if (request.getAttribute(ATTRIBUTE) instanceof Transfer transfer) {
			transfer.body.beginTransfer(rate);
			transfer.onBegin.run();
		}
	}

	/**
	 * Sets an action for when a request becomes a transfer, which may take any time from
	 * then on. Has no effect if the request does not arrive through a guarded port.
	 * @param request the request
	 * @param action the action, run in the thread of the request
	 */
	public static void onBegin(ServletRequest request, Runnable action) {
		if (request.getAttribute(ATTRIBUTE) instanceof Transfer transfer) {
			transfer.onBegin = action;
		}
	}

}
