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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

import io.soundlift.testsupport.MediaProbe;
import org.awaitility.core.ConditionTimeoutException;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.awaitility.Awaitility.await;

/**
 * State of a system after a run, and the ledger of what became of each conversion.
 */
final class Aftermath {

	private static final Logger logger = LoggerFactory.getLogger(Aftermath.class);

	private static final Duration MAX_TIME_UNTIL_QUIET = Duration.ofMinutes(12);

	private static final int MAX_DOWNLOADS = 40;

	private final FaultySystem system;

	private final long seed;

	private final StoredState stored;

	/**
	 * Creates the view of a system.
	 * @param system the system
	 * @param seed seed of the choice of MP3s that are downloaded
	 */
	Aftermath(FaultySystem system, long seed) {
		this.system = system;
		this.seed = seed;
		this.stored = new StoredState(system);
	}

	/**
	 * Waits until nothing is left to be done, but not for ever.
	 * @param uploader sender of the videos, whose unfinished uploads are ended
	 * @return what is left
	 */
	Map<String, Long> awaitQuiet(Uploader uploader) {
		try {
			await("quiet").atMost(MAX_TIME_UNTIL_QUIET).pollInterval(Duration.ofSeconds(1)).until(() -> {
				uploader.endUnfinished();
				return this.stored.unfinished().values().stream().allMatch((count) -> count == 0)
						&& this.stored.unmailed().isEmpty();
			});
		}
		catch (ConditionTimeoutException ex) {
			logger.warn("It does not become quiet: {}", this.stored.unfinished());
		}
		return this.stored.unfinished();
	}

	/**
	 * Compares uploads with conversions, MP3s and mails.
	 * @param ledger ledger to which lines are added
	 * @param uploader sender of the videos
	 * @param left counts of what is left to be done
	 * @param faults faults that explain repeated mails
	 */
	void addTo(FaultLedger ledger, Uploader uploader, Map<String, Long> left, List<FaultInjector.Injected> faults) {
		Map<String, Document> conversions = this.stored.conversions();
		ledger.addUploads(uploader.uploads(), uploader.deleted(), conversions, this.stored.mp3s());
		addDownloads(ledger, uploader.uploads(), conversions);
		ledger.addMails(this.system.mail().received(), uploader.deleted(), conversions, faults);
		TestCollector collector = this.system.collector();
		if (collector != null) {
			ledger.addTraces(collector.spans(), conversions);
		}
		ledger.addForbidden("orphaned chunks after the janitor", this.stored.orphanedChunks());
		ledger.addForbidden("orphaned files after the janitor", this.stored.orphanedFiles());
		left.forEach(
				(what, count) -> ledger.addForbidden(what, Collections.nCopies(Math.toIntExact(count), "left over")));
	}

	private void addDownloads(FaultLedger ledger, List<Upload> uploads, Map<String, Document> conversions) {
		List<Upload> completed = new ArrayList<>(uploads.stream()
			.filter((upload) -> upload.id() != null && conversions.containsKey(upload.id())
					&& upload.video().failure() == null)
			.toList());
		Collections.shuffle(completed, new Random(this.seed + 2));
		List<Upload> sample = completed.subList(0, Math.min(MAX_DOWNLOADS, completed.size()));
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

	/**
	 * Logs a ledger and writes it to {@code ledger.txt} in the folder of the system.
	 * @param ledger the ledger
	 */
	void write(FaultLedger ledger) {
		logger.info("Ledger:\n{}", ledger);
		try {
			Files.writeString(this.system.folder().resolve("ledger.txt"), ledger.toString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
