package io.soundlift.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.soundlift.testsupport.ReceivedSpan;

/**
 * The spans of a trace as lines of text, each below its parent and two spaces deeper.
 *
 * @param lines the lines, which begin with the span's name
 */
record TraceTree(List<String> lines) {

	private static final String INDENT = "  ";

	private static final int WIDTH = 62;

	/**
	 * Arranges the spans of a trace.
	 * @param spans the spans; one whose parent is not among them begins a tree of its own
	 */
	static TraceTree of(List<ReceivedSpan> spans) {
		Set<String> ids = spans.stream().map(ReceivedSpan::spanId).collect(Collectors.toSet());
		Map<String, List<ReceivedSpan>> byParent = spans.stream()
			.sorted(Comparator.comparing(ReceivedSpan::start))
			.collect(Collectors.groupingBy((span) -> ids.contains(span.parentSpanId()) ? span.parentSpanId() : ""));
		List<String> lines = new ArrayList<>();
		add(lines, byParent, "", 0);
		return new TraceTree(lines);
	}

	/**
	 * Reads the first block of text below a heading.
	 * @param document a Markdown file
	 * @param heading the heading
	 */
	static TraceTree documented(Path document, String heading) {
		try {
			return new TraceTree(Files.readString(document)
				.lines()
				.dropWhile((line) -> !line.equals(heading))
				.dropWhile((line) -> !line.equals("```text"))
				.skip(1)
				.takeWhile((line) -> !line.equals("```"))
				.toList());
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

	/**
	 * Lists what kinds of spans there are: names from the root on, each way once, since
	 * how often something is tried is up to chance.
	 */
	Set<String> paths() {
		Set<String> paths = new LinkedHashSet<>();
		List<String> names = new ArrayList<>();
		for (String line : this.lines) {
			String text = line.stripLeading();
			int depth = (line.length() - text.length()) / INDENT.length();
			names.subList(depth, names.size()).clear();
			names.add(text.split(" {2,}", 2)[0]);
			paths.add(String.join(" > ", names));
		}
		return paths;
	}

	@Override
	public String toString() {
		return String.join("\n", this.lines);
	}

	private static void add(List<String> lines, Map<String, List<ReceivedSpan>> byParent, String parent, int depth) {
		for (ReceivedSpan span : byParent.getOrDefault(parent, List.of())) {
			lines.add(line(span, depth));
			add(lines, byParent, span.spanId(), depth + 1);
		}
	}

	private static String line(ReceivedSpan span, int depth) {
		String name = INDENT.repeat(depth) + span.name();
		String told = span.attributes()
			.entrySet()
			.stream()
			.filter((attribute) -> attribute.getKey().startsWith("soundlift."))
			.filter((attribute) -> !attribute.getKey().equals("soundlift.conversion.id"))
			.map((attribute) -> attribute.getKey().substring("soundlift.".length()) + "=" + attribute.getValue())
			.collect(Collectors.joining(" "));
		return "%s  %-9s  %6d ms  %s%s"
			.formatted(name + " ".repeat(Math.max(0, WIDTH - name.length())), span.service(),
					span.duration().toMillis(), span.status().equals("ERROR") ? "ERROR " : "", told)
			.stripTrailing();
	}

}
