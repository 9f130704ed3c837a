package io.soundlift.start;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.StringUtils;

/**
 * Binds the lifetime of the service to the process named in the environment, before
 * anything else is started. If it is not set, the service is not bound.
 */
final class ParentProcessEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	private static final String PARENT_PID = "SOUNDLIFT_PARENT_PID";

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		String pid = environment.getProperty(PARENT_PID);
		if (StringUtils.hasText(pid)) {
			new ParentProcessWatcher(() -> System.exit(0)).watch(parse(pid.trim()));
		}
	}

	private static long parse(String pid) {
		try {
			return Long.parseLong(pid);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException(PARENT_PID + " is not a process id: '" + pid + "'", ex);
		}
	}

}
