package io.soundlift.system;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.soundlift.testsupport.Background;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uploads of honest accounts while attackers take turns, and the ledger of what became of
 * them.
 */
final class SiegeRun {

	private static final Logger logger = LoggerFactory.getLogger(SiegeRun.class);

	private static final long SEED = 2026;

	private static final int ACCOUNTS = 5;

	private static final Duration MAX_TURN = Duration.ofSeconds(75);

	private static final int BYSTANDERS_ROUNDS = 1000;

	private static final Duration MIN_PAUSE = Duration.ofMillis(250);

	private static final Duration MAX_TIME_FOR_LAST_UPLOADS = Duration.ofMinutes(5);

	private static final long MAX_HEAP_IN_USE_AFTERWARDS = 100L << 20;

	private final SiegeOptions options;

	/** Rounds of the bystander, twice, before the first attack. */
	private static final int ROUNDS_BEFORE = 30;

	private final FaultySystem system;

	private final ResponseTimes times = new ResponseTimes();

	private final FaultLedger ledger = new FaultLedger();

	private final List<String> ended = new ArrayList<>();

	SiegeRun(SiegeOptions options, FaultySystem system) {
		this.options = options;
		this.system = system;
	}

	/**
	 * Attacks, waits until all work is done, and compares.
	 * @return what became of it; it is written to {@code target/siege} as well
	 * @throws IOException if an attacker gets no token
	 * @throws InterruptedException if this thread is stopped
	 */
	FaultLedger run() throws IOException, InterruptedException {
		for (VideoCase video : VideoCase.values()) {
			video.file();
		}
		Uploader uploader = new Uploader(Accounts.signUp(this.system, "owner", ACCOUNTS),
				this.options.duration().multipliedBy(Uploader.PARALLEL).dividedBy(2L * this.options.conversions()));
		Duration pause = this.options.duration().dividedBy(BYSTANDERS_ROUNDS);
		try (Siege siege = new Siege(this.options, this.system);
				Bystander bystander = new Bystander(this.system, "bystander", this.times,
						(pause.compareTo(MIN_PAUSE) < 0) ? MIN_PAUSE : pause)) {
			// a service that has just started runs code that is not compiled yet
			this.times.during("none, services just started");
			bystander.act(ROUNDS_BEFORE);
			this.times.during("none");
			bystander.act(ROUNDS_BEFORE);
			bystander.start();
			CompletableFuture<Void> uploads = Background
				.run(() -> uploader.run(new Random(SEED), this.options.conversions()));
			attackInTurns(siege.attacks());
			this.times.during("none");
			uploads.orTimeout(MAX_TIME_FOR_LAST_UPLOADS.toSeconds(), TimeUnit.SECONDS).join();
		}
		Aftermath aftermath = new Aftermath(this.system, SEED);
		Map<String, Long> left = aftermath.awaitQuiet(uploader);
		aftermath.addTo(this.ledger, uploader, left, List.of());
		this.times.addTo(this.ledger);
		this.ledger.addForbidden("services that ended", this.ended);
		addHeaps();
		aftermath.write(this.ledger);
		return this.ledger;
	}

	private void attackInTurns(Map<String, Attack> attacks) throws InterruptedException {
		Duration equal = this.options.duration().dividedBy(attacks.size());
		Duration turn = (equal.compareTo(MAX_TURN) < 0) ? equal : MAX_TURN;
		Instant end = Instant.now().plus(this.options.duration());
		for (int round = 1; round == 1 || Instant.now().isBefore(end); round++) {
			for (Map.Entry<String, Attack> attack : attacks.entrySet()) {
				this.times.during(attack.getKey());
				String result = attack.getValue().run(turn);
				logger.info("{}: {}", attack.getKey(), result);
				this.ledger.add("attack: " + attack.getKey(), result);
				this.system.restartEnded().forEach((service) -> this.ended.add(service + " during " + attack.getKey()));
			}
		}
	}

	private void addHeaps() {
		for (String name : List.of("gateway", "gateway-2", "auth-server")) {
			long used = this.system.service(name).heapInUse();
			this.ledger.add("heap in use afterwards: " + name, (used >> 20) + " MiB");
			this.ledger.addForbidden("heap that did not return: " + name,
					(used > MAX_HEAP_IN_USE_AFTERWARDS) ? List.of(used + " bytes") : List.of());
		}
	}

}
