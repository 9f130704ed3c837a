package io.soundlift.testsupport;

import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Keeps a test that waits from failing with an exception of a thread that an earlier test
 * has left, such as one of a connection that ends. JUnit finds this class automatically.
 */
public final class AwaitilityUncaughtExceptions implements LauncherSessionListener {

	@Override
	public void launcherSessionOpened(LauncherSession session) {
		Awaitility.doNotCatchUncaughtExceptionsByDefault();
	}

}
