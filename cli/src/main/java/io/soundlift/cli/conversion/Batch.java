package io.soundlift.cli.conversion;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.LiveLines;
import io.soundlift.cli.console.Pause;
import org.jspecify.annotations.Nullable;

/**
 * Conversion of many files: some are uploaded while others are converted and downloaded,
 * and a failure ends one file only.
 */
final class Batch {

	/** Maximum number of files in progress, each of which has a thread. */
	static final int MAX_UNDER_WAY = 64;

	/**
	 * Default number of files in progress: enough for the converters of a large system,
	 * and few enough to leave little on the server after Ctrl-C.
	 */
	static final int USUALLY_UNDER_WAY = 16;

	/** More concurrent uploads would only share the same bandwidth. */
	private static final int MAX_TRANSFERS = 4;

	/** Adds up to two minutes of pauses. */
	private static final int MAX_DOWNLOAD_FAILURES = 16;

	private static final Duration ADMISSION_INTERVAL = Duration.ofSeconds(1);

	private final ConversionsApi api;

	private final LiveLines lines;

	private final BatchSummary summary;

	private final Pause pause;

	private final Settings settings;

	private final ConversionWatch watch;

	private final int maxUnderWay;

	private final Semaphore uploads;

	private final Semaphore downloads = new Semaphore(MAX_TRANSFERS, true);

	private final Map<String, UnderWay> atServer = new ConcurrentHashMap<>();

	/**
	 * Creates a batch.
	 * @param api the server
	 * @param account what the account may use; {@code null} without limits
	 * @param settings options of the user
	 * @param summary receives the result of each file
	 * @param lines display of the progress
	 * @param pause waits
	 * @param news opens a source of news about all conversions of the account
	 */
	Batch(ConversionsApi api, Limits.@Nullable Account account, Settings settings, BatchSummary summary,
			LiveLines lines, Pause pause, Supplier<Changes> news) {
		this.api = api;
		this.settings = settings;
		this.summary = summary;
		this.lines = lines;
		this.pause = pause;
		this.watch = new ConversionWatch(api, news);
		this.maxUnderWay = atMost(settings.parallel(), (account != null) ? account.runningConversions() : null);
		this.uploads = new Semaphore(atMost(MAX_TRANSFERS, (account != null) ? account.concurrentUploads() : null),
				true);
	}

	/**
	 * Converts files.
	 * @param inputs the files
	 * @throws InterruptedException if the command is interrupted
	 */
	void run(List<Input> inputs) throws InterruptedException {
		int workers = Math.min(this.maxUnderWay, inputs.size());
		Iterator<Input> rest = inputs.iterator();
		Callable<Void> work = () -> {
			while (convertNext(rest)) {
				continue;
			}
			return null;
		};
		ExecutorService threads = Executors.newFixedThreadPool(workers + 1);
		try {
			threads.execute(this.watch);
			for (Future<Void> worker : threads.invokeAll(Collections.nCopies(workers, work))) {
				worker.get();
			}
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("A part of the batch ended", ex.getCause());
		}
		finally {
			threads.shutdownNow();
		}
	}

	/**
	 * Prints what continues on the server when this program ends now, and removes partial
	 * files.
	 * @param err where to print
	 */
	void interrupted(PrintWriter err) {
		this.lines.close();
		List<Map.Entry<String, UnderWay>> left = this.atServer.entrySet()
			.stream()
			.sorted(Comparator.comparing((entry) -> entry.getValue().input().file()))
			.toList();
		if (left.isEmpty()) {
			err.println("Interrupted. Nothing goes on at the server.");
		}
		else {
			err.println("Interrupted. At the server, these conversions go on or have ended. For their MP3s:");
		}
		for (Map.Entry<String, UnderWay> entry : left) {
			Input input = entry.getValue().input();
			err.println("  soundlift download " + entry.getKey() + "  # " + input.file());
			Downloader.removePartial(entry.getKey(), input.target(), err);
		}
		err.println(
				"The same command converts the rest: it skips files whose MP3s are there, and goes on with large uploads.");
		err.flush();
	}

	private static int atMost(int number, Limits.@Nullable Allowance allowance) {
		return (allowance != null) ? (int) Math.max(1, Math.min(number, allowance.limit())) : number;
	}

	private boolean convertNext(Iterator<Input> rest) throws InterruptedException {
		UnderWay underWay;
		this.uploads.acquire();
		try {
			Input input = next(rest);
			if (input == null) {
				return false;
			}
			underWay = begin(input);
		}
		finally {
			this.uploads.release();
		}
		if (underWay != null) {
			finish(underWay);
		}
		return true;
	}

	private @Nullable Input next(Iterator<Input> rest) {
		synchronized (rest) {
			return (rest.hasNext() && !this.summary.isGivenUp()) ? rest.next() : null;
		}
	}

	/**
	 * Uploads a file.
	 * @return the file in progress; {@code null} if it was skipped or failed
	 */
	private @Nullable UnderWay begin(Input input) throws InterruptedException {
		String obstacle = obstacle(input);
		if (obstacle != null) {
			this.summary.skipped(input.sizeBytes());
			if (this.settings.json()) {
				this.lines.result(ConversionResult.skipped(input.file(), obstacle).toJson());
			}
			this.lines.note("Skipped " + input.file() + ": " + obstacle);
			return null;
		}
		LiveLines.Line line = this.lines.line(input.name());
		try {
			input.requireReadable();
			Targets.requireReplaceable(input.target());
			Targets.requireDirectory(input.target());
			return upload(input, line, this.settings.whole());
		}
		catch (Uploader.ServerAwayException ex) {
			this.summary.givenUp(ex.reason());
			failed(input, null, line, ex.reason());
		}
		catch (IOException | RuntimeException ex) {
			failed(input, null, line, ex);
		}
		return null;
	}

	private UnderWay upload(Input input, LiveLines.Line line, boolean whole)
			throws IOException, Uploader.ServerAwayException, InterruptedException {
		ConversionsApi notifying = this.api.notifying(line::update);
		AcceptedUpload sent = new Uploader(notifying, UploadMemory.ofUser(), line, this.pause, this.settings.options())
			.uploadPersistently(input.file(), whole, new Admission(notifying, line, this.pause, ADMISSION_INTERVAL));
		UnderWay underWay = new UnderWay(input, sent, line, notifying);
		this.atServer.put(underWay.accepted().id(), underWay);
		return underWay;
	}

	private @Nullable String obstacle(Input input) {
		if (input.isItsOwnTarget()) {
			return "its MP3 would replace it.";
		}
		return (!this.settings.force() && !this.settings.noWait() && Files.exists(input.target()))
				? input.target() + " exists already." : null;
	}

	private void finish(UnderWay begun) throws InterruptedException {
		UnderWay underWay = begun;
		Input input = begun.input();
		if (this.settings.noWait()) {
			this.atServer.remove(underWay.accepted().id());
			ended(underWay, ConversionResult.accepted(input.file(), underWay.accepted()));
			return;
		}
		try {
			Conversion ended = this.watch.await(underWay.accepted(), underWay.line());
			if (underWay.sent().isWorthSendingWhole(ended)) {
				this.atServer.remove(underWay.accepted().id());
				underWay = uploadWhole(underWay);
				ended = this.watch.await(underWay.accepted(), underWay.line());
			}
			Conversion.Mp3 mp3 = ended.mp3();
			if (mp3 == null) {
				throw ended.withoutMp3(input.file());
			}
			download(underWay, mp3);
			ended(underWay, ConversionResult.converted(input.file(), ended, mp3, input.target()));
		}
		catch (Uploader.ServerAwayException ex) {
			this.summary.givenUp(ex.reason());
			failed(input, underWay.accepted(), underWay.line(), ex.reason());
		}
		catch (IOException | RuntimeException ex) {
			failed(input, underWay.accepted(), underWay.line(), ex);
		}
		finally {
			this.atServer.remove(underWay.accepted().id());
		}
	}

	private void ended(UnderWay underWay, ConversionResult result) {
		this.summary.converted(underWay.input().sizeBytes());
		underWay.line().close();
		String text = this.settings.noWait() ? result.id() + "  " + result.file() : result.mp3();
		this.lines.result((this.settings.json() || text == null) ? result.toJson() : text);
	}

	private UnderWay uploadWhole(UnderWay underWay)
			throws IOException, Uploader.ServerAwayException, InterruptedException {
		Input input = underWay.input();
		this.lines.note(input.file() + ": sending the whole video, because the sound alone could not be converted.");
		underWay.api().delete(underWay.accepted().id());
		this.uploads.acquire();
		try {
			return upload(input, underWay.line(), true);
		}
		finally {
			this.uploads.release();
		}
	}

	private void download(UnderWay underWay, Conversion.Mp3 mp3) throws IOException, InterruptedException {
		this.downloads.acquire();
		try {
			new Downloader(underWay.api(), underWay.line(), this.pause, MAX_DOWNLOAD_FAILURES)
				.download(underWay.accepted().id(), mp3, underWay.input().target(), this.settings.force());
		}
		finally {
			this.downloads.release();
		}
	}

	private void failed(Input input, @Nullable Conversion accepted, LiveLines.Line line, Exception ex) {
		if (ex instanceof CommandException command && command.exitCode() == ExitCode.UNAUTHORIZED) {
			// all others would fail for the same reason
			this.summary.givenUp(command);
		}
		String message = (ex.getMessage() != null) ? ex.getMessage() : ex.getClass().getSimpleName();
		String reason = message.contains(input.name()) ? message : input.file() + ": " + message;
		this.summary.failed(reason, input.sizeBytes());
		line.close();
		if (this.settings.json()) {
			this.lines.result(ConversionResult.failed(input.file(), accepted, ex).toJson());
		}
		this.lines.note(reason);
	}

	/**
	 * User options of a batch.
	 *
	 * @param parallel maximum number of files in progress
	 * @param force whether to replace existing MP3s
	 * @param whole whether to always send whole videos
	 * @param noWait whether to finish once the server has accepted a video
	 * @param json whether results are printed as JSON
	 * @param options options of the MP3s, by their API names
	 */
	record Settings(int parallel, boolean force, boolean whole, boolean noWait, boolean json,
			Map<String, String> options) {

	}

	/**
	 * File whose conversion the server has accepted.
	 *
	 * @param input the file
	 * @param sent what was sent, and its conversion
	 * @param line display of its progress
	 * @param api client of the server that shows there when it has to wait
	 */
	private record UnderWay(Input input, AcceptedUpload sent, LiveLines.Line line, ConversionsApi api) {

		Conversion accepted() {
			return this.sent.conversion();
		}

	}

}
