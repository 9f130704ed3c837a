package io.soundlift.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Metrics that a running service shows to Prometheus, and those that are documented for
 * it.
 *
 * @param text the answer of {@code /actuator/prometheus}
 */
public record Metrics(String text) {

	private static final Path DOCUMENT = Path.of("../docs/metrics.md");

	private static final Pattern ROW = Pattern.compile("^\\| `(soundlift_\\w+)` \\| (\\w+) \\|", Pattern.MULTILINE);

	private static final Pattern TYPE = Pattern.compile("^# TYPE (soundlift_\\w+) (\\w+)$", Pattern.MULTILINE);

	private static final Pattern EXEMPLAR = Pattern.compile(" # \\{.*trace_id=\"([0-9a-f]{32})\"");

	/**
	 * Reads the metrics of a service.
	 * @param managementPort the port of its actuator on this machine
	 * @return all of its metrics
	 * @throws UncheckedIOException if it does not answer
	 */
	public static Metrics scrape(int managementPort) {
		return scrape(managementPort, "text/plain");
	}

	/**
	 * Reads the metrics of a service in the form that has exemplars.
	 * @param managementPort the port of its actuator on this machine
	 * @return all of its metrics
	 * @throws UncheckedIOException if it does not answer
	 */
	public static Metrics scrapeWithExemplars(int managementPort) {
		return scrape(managementPort, "application/openmetrics-text; version=1.0.0");
	}

	private static Metrics scrape(int managementPort, String mediaType) {
		URI address = URI.create("http://127.0.0.1:" + managementPort + "/actuator/prometheus");
		try {
			return new Metrics(HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(address).header("Accept", mediaType).build(),
						HttpResponse.BodyHandlers.ofString())
				.body());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Lists the metrics that {@code docs/metrics.md} documents for a service.
	 * @param service name of the service, which is the heading of its section
	 * @return names and types, such as {@code soundlift_mails_total counter}
	 */
	public static Set<String> documented(String service) {
		try {
			String document = Files.readString(DOCUMENT);
			int start = document.indexOf("\n## " + service + "\n");
			if (start < 0) {
				throw new IllegalStateException(DOCUMENT + " has no section " + service);
			}
			int end = document.indexOf("\n## ", start + 1);
			return names(ROW, document.substring(start, (end < 0) ? document.length() : end));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Lists the metrics that are Soundlift's own.
	 * @return names and types, such as {@code soundlift_mails_total counter}
	 */
	public Set<String> own() {
		return names(TYPE, this.text);
	}

	/**
	 * Returns the value of the only series of a name that has all of some labels.
	 * @param name name of a sample
	 * @param labels labels such as {@code state="QUEUED"}
	 * @return its value
	 * @throws IllegalStateException if there is none, or more than one
	 */
	public double value(String name, String... labels) {
		List<String> lines = this.text.lines()
			.filter((line) -> line.startsWith(name + "{") || line.startsWith(name + " "))
			.filter((line) -> List.of(labels).stream().allMatch(line::contains))
			.toList();
		if (lines.size() != 1) {
			throw new IllegalStateException(name + List.of(labels) + " is not one series but " + lines);
		}
		String line = lines.get(0);
		return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
	}

	/**
	 * Lists the traces that the exemplars of a name point to.
	 * @param name name of a sample
	 * @param labels labels such as {@code state="QUEUED"}
	 * @return trace ids, 32 lower-case hex digits each
	 */
	public Set<String> exemplars(String name, String... labels) {
		Set<String> traces = new TreeSet<>();
		this.text.lines()
			.filter((line) -> line.startsWith(name + "{") || line.startsWith(name + " "))
			.filter((line) -> List.of(labels).stream().allMatch(line::contains))
			.forEach((line) -> EXEMPLAR.matcher(line).results().forEach((found) -> traces.add(found.group(1))));
		return traces;
	}

	private static Set<String> names(Pattern pattern, String text) {
		Set<String> names = new TreeSet<>();
		for (MatchResult found : pattern.matcher(text).results().toList()) {
			names.add(found.group(1) + " " + found.group(2));
		}
		return names;
	}

}
