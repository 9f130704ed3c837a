package io.soundlift.cli.conversion;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.Durations;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Pause;
import io.soundlift.cli.console.ProgressDisplay;
import io.soundlift.cli.console.Sizes;
import org.jspecify.annotations.Nullable;

/**
 * Check before an upload whether the server would accept it, which waits while only other
 * work of the account prevents that.
 */
final class Admission {

	static final Duration INTERVAL = Duration.ofSeconds(10);

	private final ConversionsApi api;

	private final ProgressDisplay progress;

	private final Pause pause;

	private final Duration interval;

	Admission(ConversionsApi api, ProgressDisplay progress, Pause pause) {
		this(api, progress, pause, INTERVAL);
	}

	/**
	 * Creates an admission.
	 * @param api the server
	 * @param progress receives the reason for the wait
	 * @param pause pauses between two requests
	 * @param interval duration of the pause
	 */
	Admission(ConversionsApi api, ProgressDisplay progress, Pause pause, Duration interval) {
		this.api = api;
		this.progress = progress;
		this.pause = pause;
		this.interval = interval;
	}

	/**
	 * Waits until a video may be uploaded.
	 * @param file the video
	 * @param sizeBytes its size in bytes
	 * @throws CommandException if it is too large, too much for the day, or more than the
	 * account may keep
	 * @throws InterruptedException if the command is interrupted
	 */
	void await(Path file, long sizeBytes) throws IOException, InterruptedException {
		String obstacle = obstacle(file, sizeBytes);
		for (Duration waited = Duration.ZERO; obstacle != null; waited = waited.plus(this.interval)) {
			if (waited.compareTo(ConversionsApi.MAX_WAIT) >= 0) {
				throw new CommandException(ExitCode.LIMITED, obstacle + " Try again later.");
			}
			this.progress.update(obstacle + " Waiting for one of them to end");
			this.pause.await(this.interval);
			obstacle = obstacle(file, sizeBytes);
		}
	}

	private @Nullable String obstacle(Path file, long sizeBytes) throws IOException {
		Limits limits = this.api.limits();
		if (sizeBytes > limits.maxVideoBytes()) {
			throw new CommandException(ExitCode.REFUSED, "%s has %s, and the server takes up to %s. (video-too-large)"
				.formatted(file, Sizes.describe(sizeBytes), Sizes.describe(limits.maxVideoBytes())));
		}
		Limits.Account account = limits.account();
		if (account == null) {
			return null;
		}
		requireBytes(file, sizeBytes, account.bytesPerDay());
		requireRoom(file, sizeBytes, account.storedBytes());
		if (isUsedUp(account.runningConversions())) {
			return "Your account has as many conversions under way as it may.";
		}
		return isUsedUp(account.concurrentUploads()) ? "Your account has as many uploads at once as it may." : null;
	}

	private static void requireBytes(Path file, long sizeBytes, Limits.@Nullable Allowance bytes) {
		if (bytes == null || sizeBytes <= bytes.left()) {
			return;
		}
		long reset = (bytes.resetSeconds() != null) ? bytes.resetSeconds() : Duration.ofDays(1).toSeconds();
		throw new CommandException(ExitCode.LIMITED,
				"%s has %s, and your account may upload %s more today. Try again in %s. (daily-bytes-exceeded)"
					.formatted(file, Sizes.describe(sizeBytes), Sizes.describe(bytes.left()),
							Durations.describe(reset * 1000.0)));
	}

	private static void requireRoom(Path file, long sizeBytes, Limits.@Nullable Allowance stored) {
		if (stored != null && sizeBytes > stored.left()) {
			throw new CommandException(ExitCode.LIMITED,
					"%s has %s, and your account has room for %s more. Delete conversions that you no longer need. (storage-quota-exceeded)"
						.formatted(file, Sizes.describe(sizeBytes), Sizes.describe(stored.left())));
		}
	}

	private static boolean isUsedUp(Limits.@Nullable Allowance allowance) {
		return allowance != null && allowance.left() == 0;
	}

}
