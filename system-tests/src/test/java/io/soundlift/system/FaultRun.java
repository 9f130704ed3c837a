package io.soundlift.system;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.soundlift.testsupport.MediaProbe;
import io.soundlift.testsupport.ReceivedMail;
import org.awaitility.core.ConditionTimeoutException;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.awaitility.Awaitility.await;

/**
 * Uploads while faults happen, lets everything heal, and writes down what became of it.
 */
final class FaultRun {

	private static final Logger logger = LoggerFactory.getLogger(FaultRun.class);

	private static final int ACCOUNTS = 5;

	private static final Duration TIME_PER_FAULT = Duration.ofSeconds(5);

	private static final Duration PATIENCE = Duration.ofMinutes(12);

	/** MP3s that are downloaded at the end. */
	private static final int SAMPLE = 40;

	private final FaultOptions options;

	private final FaultySystem system;

	private final StoredState stored;

	FaultRun(FaultOptions options, FaultySystem system) {
		this.options = options;
		this.system = system;
		this.stored = new StoredState(system);
	}

	/**
	 * Runs.
	 * @return what became of it; it is in {@code target/faults} as well
	 */
	FaultLedger run() {
		logger.info("Seed {}", this.options.seed());
		for (VideoCase video : VideoCase.values()) {
			video.file();
		}
		List<Account> accounts = IntStream.range(0, ACCOUNTS)
			.mapToObj((number) -> Account.signUp(this.system.publicUrl(), "faults-" + number + "@example.org",
					this.system.mailbox()))
			.toList();
		FaultInjector injector = new FaultInjector(this.system);
		Uploader uploader = new Uploader(accounts,
				TIME_PER_FAULT.multipliedBy((long) Uploader.PARALLEL * this.options.faults())
					.dividedBy(this.options.conversions()));
		FaultPlan plan = FaultPlan.of(new Random(this.options.seed()), this.options.faults(), this.system.faults());
		Instant begin = Instant.now();
		CompletableFuture<Void> faults = CompletableFuture.runAsync(() -> injector.run(plan));
		uploader.run(new Random(this.options.seed() + 1), this.options.conversions());
		faults.join();
		Instant end = Instant.now();
		List<String> endedByThemselves = injector.heal();
		logger.info("All faults are over, and all services are ready");
		Map<String, Long> left = awaitQuiet();
		Instant quiet = Instant.now();
		FaultLedger ledger = ledger(uploader, injector, endedByThemselves, left);
		ledger.add("minutes under faults", minutes(begin, end)).add("minutes until all was quiet", minutes(end, quiet));
		write(ledger);
		return ledger;
	}

	private static String minutes(Instant from, Instant until) {
		return "%.1f".formatted(Duration.between(from, until).toMillis() / 60_000.0);
	}

	/**
	 * Waits until nothing is left to be done, but not for ever.
	 * @return what is left
	 */
	private Map<String, Long> awaitQuiet() {
		try {
			await("quiet").atMost(PATIENCE)
				.pollInterval(Duration.ofSeconds(1))
				.until(() -> this.stored.unfinished().values().stream().allMatch((count) -> count == 0)
						&& this.stored.unmailed().isEmpty());
		}
		catch (ConditionTimeoutException ex) {
			logger.warn("It does not become quiet: {}", this.stored.unfinished());
		}
		return this.stored.unfinished();
	}

	private FaultLedger ledger(Uploader uploader, FaultInjector injector, List<String> endedByThemselves,
			Map<String, Long> left) {
		FaultLedger ledger = new FaultLedger();
		Map<String, Document> conversions = this.stored.conversions();
		List<ReceivedMail> mails = this.system.mail().received();
		ledger.add("seed", this.options.seed())
			.add("broker", this.system.broker().name())
			.add("asked for", this.options.conversions() + " conversions, " + this.options.faults() + " faults");
		ledger.addUploads(uploader.uploads(), uploader.deleted(), conversions, this.stored.mp3s());
		addDownloads(ledger, uploader.uploads(), conversions);
		ledger.addMails(mails, uploader.deleted(), conversions, injector.injected());
		ledger.addForbidden("orphaned chunks after the janitor", this.stored.orphanedChunks());
		ledger.addForbidden("orphaned files after the janitor", this.stored.orphanedFiles());
		left.forEach(
				(what, count) -> ledger.addForbidden(what, Collections.nCopies(Math.toIntExact(count), "left over")));
		ledger.addFaults(injector.injected(), endedByThemselves);
		return ledger;
	}

	private void addDownloads(FaultLedger ledger, List<Upload> uploads, Map<String, Document> conversions) {
		List<Upload> completed = new ArrayList<>(uploads.stream()
			.filter((upload) -> upload.id() != null && conversions.containsKey(upload.id())
					&& upload.video().failure() == null)
			.toList());
		Collections.shuffle(completed, new Random(this.options.seed() + 2));
		List<Upload> sample = completed.subList(0, Math.min(SAMPLE, completed.size()));
		List<String> wrong = new ArrayList<>();
		for (Upload upload : sample) {
			String id = Objects.requireNonNull(upload.id());
			String defect = download(this.system.folder(), upload.account(), id,
					Objects.requireNonNull(conversions.get(id)));
			if (!defect.isEmpty()) {
				wrong.add(id + ": " + defect);
			}
		}
		ledger.add("MP3s downloaded", sample.size());
		ledger.addForbidden("  with other bytes than were stored, or no MP3", wrong);
	}

	private static String download(Path folder, Account account, String id, Document conversion) {
		try {
			Path file = Files.createTempFile(folder, id, ".mp3");
			HttpResponse<Path> response = account.download(account.request("/api/conversions/" + id + "/mp3").build(),
					file);
			String sha256 = sha256(file);
			if (response.statusCode() != 200) {
				return "status " + response.statusCode();
			}
			if (!sha256.equals(conversion.getEmbedded(List.of("mp3", "file", "sha256"), ""))) {
				return "SHA-256 " + sha256;
			}
			String codec = MediaProbe.of(file).codec();
			Files.delete(file);
			return codec.equals("mp3") ? "" : codec;
		}
		catch (IOException ex) {
			return ex.toString();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static String sha256(Path file) throws IOException {
		try (DigestInputStream content = new DigestInputStream(Files.newInputStream(file),
				MessageDigest.getInstance("SHA-256"))) {
			content.transferTo(OutputStream.nullOutputStream());
			return HexFormat.of().formatHex(content.getMessageDigest().digest());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void write(FaultLedger ledger) {
		logger.info("Ledger:\n{}", ledger);
		try {
			Files.writeString(this.system.folder().resolve("ledger.txt"), ledger.toString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
