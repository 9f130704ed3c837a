package io.soundlift.testsupport;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * A longer limit for waits that have none of their own: ten seconds pass quickly on a
 * busy machine, and a wait that succeeds takes no longer because of it. JUnit finds this
 * class automatically.
 */
public final class AwaitilityTimeout implements LauncherSessionListener {

	private static final Duration LIMIT = Duration.ofMinutes(1);

	@Override
	public void launcherSessionOpened(LauncherSession session) {
		Awaitility.setDefaultTimeout(LIMIT);
	}

}
