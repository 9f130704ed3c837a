package io.soundlift.system;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Environment variables of all services of one system, with secrets of its own.
 */
final class SystemEnvironment {

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final Pattern SECRET = Pattern.compile("PASSWORD|SECRET|_KEY");

	private final Map<String, String> variables = new HashMap<>();

	SystemEnvironment() {
		this.variables.put("SOUNDLIFT_CONFIG_PASSWORD", secret());
		this.variables.put("SOUNDLIFT_CONFIG_REPO", ServiceProcess.root().resolve("config-repo").toString());
		this.variables.put("SOUNDLIFT_MAIL_FROM", "soundlift@example.org");
		this.variables.put("SOUNDLIFT_WEB_CLIENT_SECRET", secret());
		this.variables.put("SOUNDLIFT_FORWARDING_SECRET", secret());
		this.variables.put("SOUNDLIFT_AUTH_ENCRYPTION_KEY", secret());
		this.variables.put("SOUNDLIFT_AUTH_PREVIOUS_ENCRYPTION_KEYS", "");
		this.variables.put("SOUNDLIFT_GATEWAY_ENCRYPTION_KEY", secret());
		this.variables.put("SOUNDLIFT_GATEWAY_PREVIOUS_ENCRYPTION_KEYS", "");
		this.variables.put("SOUNDLIFT_WEBHOOKS_ENCRYPTION_KEY", secret());
		this.variables.put("LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs");
		// so that a test needs not wait for the spans
		this.variables.put("MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_SCHEDULEDELAY", "200ms");
		// so that it needs not wait half a minute for a dead worker either, and one
		// that lives renews it in time on a slow machine
		this.variables.put("SOUNDLIFT_CONVERTER_LEASE", "12s");
		this.variables.put("SOUNDLIFT_CONVERTER_HEARTBEAT", "1s");
		// so that tests pass on a machine that has neither ffmpeg nor bubblewrap
		this.variables.put("SOUNDLIFT_CONVERTER_FFMPEG_ALLOWBUNDLEDWITHOUTSANDBOX", "true");
		// so that the mail about each conversion of one account comes at once
		this.variables.put("SOUNDLIFT_NOTIFIER_MAILINTERVAL", "0");
		// what tests count does not go meanwhile
		this.variables.put("SOUNDLIFT_RETENTION_VIDEOS", "PT1H");
		// what a test stops is to be cut off
		this.variables.put("SOUNDLIFT_CONVERTER_FINISHWITHIN", "0");
	}

	SystemEnvironment with(String name, String value) {
		this.variables.put(name, value);
		return this;
	}

	/**
	 * Returns the values that nobody but the services may know.
	 */
	List<String> secrets() {
		return this.variables.entrySet()
			.stream()
			.filter((variable) -> SECRET.matcher(variable.getKey()).find() && !variable.getValue().isEmpty())
			.map(Map.Entry::getValue)
			.toList();
	}

	/**
	 * Returns the variables of one service.
	 * @param module the service
	 */
	Map<String, String> of(String module) {
		Map<String, String> all = new HashMap<>(this.variables);
		if (module.equals("gateway")) {
			// so that the next request of the same client goes to the next gateway
			all.put("SERVER_TOMCAT_MAXKEEPALIVEREQUESTS", "1");
		}
		return all;
	}

	/**
	 * Creates a secret of 32 bytes.
	 * @return the bytes in base64
	 */
	static String secret() {
		byte[] bytes = new byte[32];
		RANDOM.nextBytes(bytes);
		return Base64.getEncoder().encodeToString(bytes);
	}

}
