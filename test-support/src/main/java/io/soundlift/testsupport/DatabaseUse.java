package io.soundlift.testsupport;

import java.lang.StackWalker.StackFrame;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Check that a service under test sends only such commands to the database as its user
 * may send in containers, because the embedded server of the tests requires no rights.
 * JUnit finds it automatically; a test class fails if a command of the service needed
 * more. Commands that a test itself sends through the service's beans are ignored.
 */
public final class DatabaseUse implements AfterAllCallback {

	/** Uploads are made by tests, and written in threads that don't show it. */
	private static final String UPLOAD = "videos.chunks: insert";

	private static final Set<String> missing = new TreeSet<>();

	/**
	 * Returns a listener for the commands of a service.
	 * @param service the service's name
	 * @param rights what its user may do
	 */
	static CommandListener listener(String service, DatabaseRights rights) {
		return new CommandListener() {

			@Override
			public void commandStarted(CommandStartedEvent event) {
				Set<String> lacking = rights.missing(event.getCommandName(), event.getCommand());
				lacking.remove(UPLOAD);
				if (!lacking.isEmpty() && !isOfTheTest()) {
					add(service, lacking);
				}
			}

		};
	}

	private static void add(String service, Set<String> lacking) {
		synchronized (missing) {
			lacking.forEach((right) -> missing.add(service + ": " + right));
		}
	}

	private static boolean isOfTheTest() {
		return StackWalker.getInstance().walk(DatabaseUse::isOfTheTest);
	}

	/** The nearest frame decides: a start or stop of the service is part of its work. */
	private static boolean isOfTheTest(Stream<StackFrame> frames) {
		return frames.map(StackFrame::getClassName)
			.filter((name) -> isTest(name) || isStartOrStop(name))
			.findFirst()
			.filter(DatabaseUse::isTest)
			.isPresent();
	}

	private static boolean isTest(String name) {
		return name.contains("Tests");
	}

	private static boolean isStartOrStop(String name) {
		return name.equals("org.springframework.boot.SpringApplication")
				|| name.equals("org.springframework.context.support.AbstractApplicationContext");
	}

	@Override
	public void afterAll(ExtensionContext context) {
		synchronized (missing) {
			if (!missing.isEmpty()) {
				String message = "docker/mongodb/rights.json does not allow what was done: " + missing;
				missing.clear();
				throw new AssertionError(message);
			}
		}
	}

}
