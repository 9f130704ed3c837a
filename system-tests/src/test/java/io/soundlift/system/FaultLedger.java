package io.soundlift.system;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.soundlift.testsupport.ReceivedMail;
import io.soundlift.testsupport.ReceivedSpan;
import jakarta.mail.MessagingException;
import org.bson.Document;

/**
 * What became of each upload, as the tests of brokers and databases count it: what was
 * promised, what was kept, and what was done that nobody had asked for.
 */
final class FaultLedger {

	/**
	 * How long before a mail is complete a fault may have begun to make its sender repeat
	 * it: a lease and a try.
	 */
	private static final Duration REPEATING = Duration.ofSeconds(90);

	/** Spans that a trace of a completed conversion has, but for its mail's. */
	private static final List<String> STEPS = List.of("video.store", "audio.encode", "mp3.store");

	private final Map<String, Object> lines = new LinkedHashMap<>();

	private final List<String> violations = new ArrayList<>();

	/**
	 * Adds a line.
	 * @param label what is counted
	 * @param value how much
	 */
	FaultLedger add(String label, Object value) {
		this.lines.put(label, value);
		return this;
	}

	/**
	 * Adds a line of what must not be.
	 * @param label what is counted
	 * @param found what was found
	 */
	FaultLedger addForbidden(String label, List<String> found) {
		this.lines.put(label, found.size());
		found.forEach((each) -> this.violations.add(label + ": " + each));
		return this;
	}

	/**
	 * What was found that must not be.
	 */
	List<String> violations() {
		return List.copyOf(this.violations);
	}

	int count(String label) {
		return (Integer) Objects.requireNonNull(this.lines.get(label), label);
	}

	/**
	 * Compares what was told to clients with what is in the store.
	 */
	void addUploads(List<Upload> uploads, Set<String> deleted, Map<String, Document> conversions,
			Map<String, Long> mp3s) {
		Map<Upload.Answer, List<Upload>> answers = uploads.stream().collect(Collectors.groupingBy(Upload::answer));
		List<Upload> acknowledged = answers.getOrDefault(Upload.Answer.ACKNOWLEDGED, List.of());
		List<Upload> refused = answers.getOrDefault(Upload.Answer.REFUSED, List.of());
		List<Upload> indeterminate = answers.getOrDefault(Upload.Answer.INDETERMINATE, List.of());
		Map<String, Document> byName = conversions.values()
			.stream()
			.collect(Collectors.toMap((conversion) -> conversion.getString("fileName"), Function.identity()));
		List<Upload> recovered = indeterminate.stream()
			.filter((upload) -> byName.containsKey(upload.fileName()))
			.toList();
		add("uploads attempted", uploads.size());
		add("  acknowledged", acknowledged.size());
		add("    of these in parts",
				acknowledged.stream().filter((upload) -> upload.detail().equals(ResumableSender.IN_PARTS)).count());
		add("    of these as ranges", acknowledged.stream().filter(Uploader::isAsRanges).count());
		add("  refused", refused.size());
		add("  without a clear answer", indeterminate.size());
		add("    of these taken in (recovered)", recovered.size());
		addForbidden("    of these refused and taken in all the same",
				refused.stream().map(Upload::fileName).filter(byName::containsKey).toList());
		add("deleted by their owners", deleted.size());
		addForbidden("  deleted and still there", deleted.stream().filter(conversions::containsKey).toList());
		List<Upload> kept = acknowledged.stream().filter((upload) -> !deleted.contains(upload.id())).toList();
		addForbidden("lost",
				kept.stream()
					.filter((upload) -> !conversions.containsKey(upload.id()))
					.map((upload) -> upload.id() + " " + upload.fileName())
					.toList());
		List<Upload> existing = new ArrayList<>(recovered);
		kept.stream().filter((upload) -> conversions.containsKey(upload.id())).forEach(existing::add);
		addEnds(existing, byName, mp3s);
	}

	private void addEnds(List<Upload> existing, Map<String, Document> byName, Map<String, Long> mp3s) {
		Map<String, Integer> failures = new TreeMap<>();
		Map<Integer, Integer> attempts = new TreeMap<>();
		List<String> completed = new ArrayList<>();
		List<String> stuck = new ArrayList<>();
		List<String> unexpected = new ArrayList<>();
		List<String> without = new ArrayList<>();
		for (Upload upload : existing) {
			Document conversion = Objects.requireNonNull(byName.get(upload.fileName()));
			String id = conversion.getString("_id");
			String state = conversion.getString("state");
			String failure = conversion.getEmbedded(List.of("failure", "code"), String.class);
			String end = id + " " + upload.fileName() + " " + state + " " + failure;
			attempts.merge(conversion.getInteger("attempt"), 1, Integer::sum);
			if (StoredState.isLive(conversion)) {
				stuck.add(end);
			}
			else if (!state.equals((upload.video().failure() != null) ? "FAILED" : "COMPLETED")
					|| !Objects.equals(failure, upload.video().failure())) {
				unexpected.add(end);
			}
			if (state.equals("COMPLETED")) {
				completed.add(id);
				if (mp3s.getOrDefault(id, 0L) == 0) {
					without.add(id);
				}
			}
			else if (failure != null) {
				failures.merge(failure, 1, Integer::sum);
			}
		}
		add("completed", completed.size());
		add("failed with a reason", failures);
		addForbidden("ended in another way than the video has to", unexpected);
		addForbidden("stuck", stuck);
		addForbidden("completed without an MP3", without);
		addForbidden("duplicated MP3s",
				mp3s.entrySet()
					.stream()
					.filter((entry) -> entry.getValue() > 1)
					.map((entry) -> entry.getKey() + ": " + entry.getValue())
					.toList());
		add("conversions by attempts needed", attempts);
	}

	/**
	 * Compares mails with conversions.
	 */
	void addMails(List<ReceivedMail> mails, Set<String> deleted, Map<String, Document> conversions,
			List<FaultInjector.Injected> faults) {
		Map<String, List<ReceivedMail>> byId = new TreeMap<>();
		List<String> unnamed = new ArrayList<>();
		int ofSeveral = 0;
		for (ReceivedMail mail : mails) {
			Set<String> named = Mailbox.conversions(mail.message());
			named.forEach((id) -> byId.computeIfAbsent(id, (key) -> new ArrayList<>()).add(mail));
			ofSeveral += (named.size() > 1) ? 1 : 0;
			if (named.isEmpty() && messageId(mail).matches("<[0-9a-f]{32}\\..*")) {
				unnamed.add(messageId(mail));
			}
		}
		List<String> none = new ArrayList<>();
		List<String> different = new ArrayList<>();
		List<String> inexplicable = new ArrayList<>();
		Map<Integer, Integer> counts = new TreeMap<>();
		conversions.values().stream().filter((conversion) -> !StoredState.isLive(conversion)).forEach((conversion) -> {
			String id = conversion.getString("_id");
			List<ReceivedMail> own = byId.getOrDefault(id, List.of());
			counts.merge(own.size(), 1, Integer::sum);
			if (own.isEmpty()) {
				none.add(id);
			}
			if (own.stream().map(FaultLedger::messageId).distinct().count() > 1) {
				different.add(id);
			}
			if (own.size() > 1 && !isExplained(own, faults)) {
				inexplicable.add(id);
			}
		});
		add("mails that name several conversions", ofSeveral);
		addForbidden("mails that name none", unnamed);
		add("conversions by mails received", counts);
		addForbidden("  without a mail", none);
		addForbidden("  with mails of different Message-IDs", different);
		addForbidden("  mailed more than once without a fault that explains it", inexplicable);
		addForbidden("mails about nothing",
				byId.keySet().stream().filter((id) -> !conversions.containsKey(id) && !deleted.contains(id)).toList());
	}

	/**
	 * Compares the spans that a collector got with conversions. What a process had not
	 * sent when it was killed is missing.
	 */
	void addTraces(List<ReceivedSpan> spans, Map<String, Document> conversions) {
		Map<String, Set<String>> names = spans.stream()
			.collect(Collectors.groupingBy(ReceivedSpan::traceId,
					Collectors.mapping(ReceivedSpan::name, Collectors.toSet())));
		Map<String, Integer> steps = new TreeMap<>();
		List<String> none = new ArrayList<>();
		Map<String, List<String>> byTrace = new TreeMap<>();
		conversions.forEach((id, conversion) -> {
			String trace = conversion.getString("traceId");
			byTrace.computeIfAbsent(trace, (key) -> new ArrayList<>()).add(id);
			Set<String> own = names.getOrDefault(trace, Set.of());
			STEPS.stream().filter(own::contains).forEach((step) -> steps.merge(step, 1, Integer::sum));
			if (own.isEmpty()) {
				none.add(id);
			}
		});
		add("spans at the collector", spans.size());
		add("conversions by spans in their traces", steps);
		addForbidden("conversions without any span at the collector", none);
		addForbidden("traces of several conversions",
				byTrace.values().stream().filter((ids) -> ids.size() > 1).map(List::toString).toList());
	}

	private static boolean isExplained(List<ReceivedMail> mails, List<FaultInjector.Injected> faults) {
		Instant first = mails.get(0).receivedAt();
		Instant last = mails.get(mails.size() - 1).receivedAt();
		return faults.stream()
			.filter((fault) -> fault.kind().repeatsMails())
			.anyMatch((fault) -> fault.overlaps(first.minus(REPEATING), last));
	}

	private static String messageId(ReceivedMail mail) {
		try {
			return Objects.requireNonNullElse(mail.message().getMessageID(), "");
		}
		catch (MessagingException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Counts faults by their kind.
	 */
	void addFaults(List<FaultInjector.Injected> faults, List<String> endedByThemselves) {
		add("faults", faults.size());
		Map<FaultKind, Long> kinds = faults.stream()
			.collect(Collectors.groupingBy(FaultInjector.Injected::kind, TreeMap::new, Collectors.counting()));
		kinds.forEach((kind, count) -> add("  " + kind, count));
		addForbidden("services that ended though nobody asked them to", endedByThemselves);
	}

	@Override
	public String toString() {
		String text = this.lines.entrySet()
			.stream()
			.map((line) -> "%-58s %s%n".formatted(line.getKey(), line.getValue()))
			.collect(Collectors.joining());
		return this.violations.isEmpty() ? text
				: text + "violations:\n  " + String.join("\n  ", this.violations) + "\n";
	}

}
