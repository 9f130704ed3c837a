package io.soundlift.cli.conversion;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ProgressDisplay;

/**
 * Wait for the ends of many conversions, even across a restart of the server. One stream
 * of events, and one request at a time, serve all waiting threads.
 */
final class ConversionWatch implements Runnable {

	/** Maximum page size of the server. */
	private static final int MAX_LISTED = 100;

	/** Allows for uploads of the account from elsewhere meanwhile. */
	private static final int OTHERS = 20;

	private final ConversionsApi api;

	private final Supplier<Changes> news;

	private final LinkedBlockingQueue<Watched> arrivals = new LinkedBlockingQueue<>();

	private int failures;

	/**
	 * Creates a watch.
	 * @param api the server
	 * @param news opens a source of changes to all conversions of the account
	 */
	ConversionWatch(ConversionsApi api, Supplier<Changes> news) {
		this.api = api;
		this.news = news;
	}

	/**
	 * Waits for the end of a conversion while another thread runs this watch.
	 * @param accepted the conversion
	 * @param progress receives the progress
	 * @return the conversion when it ended
	 * @throws CommandException if the server can no longer be reached
	 * @throws InterruptedException if the command is interrupted
	 */
	Conversion await(Conversion accepted, ProgressDisplay progress) throws InterruptedException {
		if (!accepted.isLive()) {
			return accepted;
		}
		progress.update(ProgressText.of(accepted));
		Watched watched = new Watched(accepted.id(), progress, new CompletableFuture<>());
		this.arrivals.add(watched);
		try {
			return watched.end().get();
		}
		catch (ExecutionException ex) {
			throw Waiting.givenUp(accepted.id(), (ex.getCause() instanceof Exception cause) ? cause : ex);
		}
	}

	/**
	 * Watches until the thread is interrupted.
	 */
	@Override
	public void run() {
		try (Changes changes = this.news.get()) {
			watch(changes);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void watch(Changes changes) throws InterruptedException {
		List<Watched> watched = new ArrayList<>();
		// changes to a conversion from before it was watched have to be requested
		boolean unasked = false;
		while (true) {
			if (watched.isEmpty()) {
				watched.add(this.arrivals.take());
				unasked = true;
			}
			Optional<Conversion> changed = changes.next();
			unasked |= this.arrivals.drainTo(watched) > 0;
			changed.ifPresent((conversion) -> report(watched, conversion));
			if (unasked || changed.isEmpty()) {
				unasked = !ask(watched);
			}
			watched.removeIf((one) -> one.end().isDone());
		}
	}

	private static void report(List<Watched> watched, Conversion conversion) {
		for (Watched one : watched) {
			if (one.id().equals(conversion.id())) {
				one.accept(conversion);
			}
		}
	}

	/**
	 * Polls the server about all conversions.
	 * @return whether it has responded
	 */
	private boolean ask(List<Watched> watched) {
		try {
			Map<String, Conversion> listed = new HashMap<>();
			for (Conversion conversion : this.api.list(Math.min(MAX_LISTED, watched.size() + OTHERS), null)
				.conversions()) {
				listed.put(conversion.id(), conversion);
			}
			for (Watched one : watched) {
				Conversion conversion = listed.get(one.id());
				if (conversion != null) {
					one.accept(conversion);
				}
				else {
					askAlone(one);
				}
			}
			this.failures = 0;
			return true;
		}
		// even for a defect of ours: no thread may wait for ever
		catch (IOException | RuntimeException ex) {
			failed(watched, ex);
			return false;
		}
	}

	private void askAlone(Watched one) throws IOException {
		try {
			one.accept(this.api.get(one.id()));
		}
		catch (CommandException ex) {
			if (!Waiting.isPermanent(ex)) {
				throw ex;
			}
			one.end().completeExceptionally(ex);
		}
	}

	private void failed(List<Watched> watched, Exception ex) {
		if (Waiting.isPermanent(ex) || ++this.failures >= Waiting.MAX_FAILURES) {
			this.failures = 0;
			watched.forEach((one) -> one.end().completeExceptionally(ex));
		}
		else {
			watched.forEach((one) -> one.progress().update("Waiting for the server to answer again"));
		}
	}

	/**
	 * Conversion that a thread waits for.
	 *
	 * @param id its id
	 * @param progress receives the progress
	 * @param end the conversion when it ended
	 */
	private record Watched(String id, ProgressDisplay progress, CompletableFuture<Conversion> end) {

		void accept(Conversion conversion) {
			if (conversion.isLive()) {
				this.progress.update(ProgressText.of(conversion));
			}
			else {
				this.end.complete(conversion);
			}
		}

	}

}
