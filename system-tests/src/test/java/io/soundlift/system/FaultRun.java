package io.soundlift.system;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.soundlift.testsupport.Background;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uploads while faults happen, lets everything heal, and writes down what became of it.
 */
final class FaultRun {

	private static final Logger logger = LoggerFactory.getLogger(FaultRun.class);

	private static final int ACCOUNTS = 5;

	private static final Duration TIME_PER_FAULT = Duration.ofSeconds(5);

	private final FaultOptions options;

	private final FaultySystem system;

	private final Aftermath aftermath;

	FaultRun(FaultOptions options, FaultySystem system) {
		this.options = options;
		this.system = system;
		this.aftermath = new Aftermath(system, options.seed());
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
		List<Account> accounts = Accounts.signUp(this.system, "faults", ACCOUNTS);
		FaultInjector injector = new FaultInjector(this.system);
		Uploader uploader = new Uploader(accounts,
				TIME_PER_FAULT.multipliedBy((long) Uploader.PARALLEL * this.options.faults())
					.dividedBy(this.options.conversions()));
		FaultPlan plan = FaultPlan.of(new Random(this.options.seed()), this.options.faults(), this.system.faults());
		Instant begin = Instant.now();
		CompletableFuture<Void> faults = Background.run(() -> injector.run(plan));
		uploader.run(new Random(this.options.seed() + 1), this.options.conversions());
		faults.join();
		Instant end = Instant.now();
		List<String> endedByThemselves = injector.heal();
		logger.info("All faults are over, and all services are ready");
		Map<String, Long> left = this.aftermath.awaitQuiet(uploader);
		Instant quiet = Instant.now();
		FaultLedger ledger = ledger(uploader, injector, endedByThemselves, left);
		ledger.add("minutes under faults", minutes(begin, end)).add("minutes until all was quiet", minutes(end, quiet));
		this.aftermath.write(ledger);
		return ledger;
	}

	/**
	 * Counts how often a converter has begun with an upload.
	 */
	private long encodedAhead() {
		return Stream.of("converter", "converter-2")
			.flatMap((converter) -> this.system.service(converter).log().lines())
			.filter((line) -> line.contains("Begins to encode upload"))
			.count();
	}

	private static String minutes(Instant from, Instant until) {
		return "%.1f".formatted(Duration.between(from, until).toMillis() / 60_000.0);
	}

	private FaultLedger ledger(Uploader uploader, FaultInjector injector, List<String> endedByThemselves,
			Map<String, Long> left) {
		FaultLedger ledger = new FaultLedger();
		ledger.add("seed", this.options.seed())
			.add("broker", this.system.broker().name())
			.add("asked for", this.options.conversions() + " conversions, " + this.options.faults() + " faults");
		ledger.add("uploads that were encoded before their end", encodedAhead());
		this.aftermath.addTo(ledger, uploader, left, injector.injected());
		ledger.addFaults(injector.injected(), endedByThemselves);
		return ledger;
	}

}
