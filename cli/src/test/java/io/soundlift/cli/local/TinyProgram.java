package io.soundlift.cli.local;

import java.util.concurrent.CountDownLatch;

/**
 * Program whose classes tests archive. Waits for its end if its environment says so.
 */
public final class TinyProgram {

	static final String WAIT = "SOUNDLIFT_TINY_WAIT";

	private TinyProgram() {
	}

	/**
	 * Starts, and waits if it is told to.
	 * @param arguments are not looked at
	 * @throws InterruptedException never
	 */
	public static void main(String[] arguments) throws InterruptedException {
		System.out.println("started");
		if (System.getenv(WAIT) != null) {
			new CountDownLatch(1).await();
		}
	}

}
