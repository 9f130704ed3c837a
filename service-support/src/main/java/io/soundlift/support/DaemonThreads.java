package io.soundlift.support;

import java.util.concurrent.ThreadFactory;

/**
 * Factory of threads that do not keep the JVM from ending.
 *
 * @param name name of each thread
 */
public record DaemonThreads(String name) implements ThreadFactory {

	@Override
	public Thread newThread(Runnable work) {
		Thread thread = new Thread(work, this.name);
		thread.setDaemon(true);
		return thread;
	}

}
