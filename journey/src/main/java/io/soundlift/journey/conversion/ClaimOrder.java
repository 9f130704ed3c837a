package io.soundlift.journey.conversion;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * The order in which conversions are claimed while none ends: the next owner is the one
 * with the fewest running conversions or, if there are several, the one of these that was
 * served longest ago. The next conversion is the one of this owner that has waited
 * longest.
 */
final class ClaimOrder implements Iterator<ClaimOrder.Candidate> {

	private final PriorityQueue<Turn> turns = new PriorityQueue<>(Comparator.comparingInt(Turn::running)
		.thenComparing(Turn::turnAt)
		.thenComparing(Turn::oldest)
		.thenComparing(Turn::owner));

	/**
	 * Creates the order from the lanes of the owners.
	 * @param lanes lanes of the owners
	 * @param now present time; conversions that can't be claimed by then have no position
	 */
	ClaimOrder(Collection<Lane> lanes, Instant now) {
		for (Lane lane : lanes) {
			Deque<Candidate> due = new ArrayDeque<>();
			lane.waiting()
				.entrySet()
				.stream()
				.filter((entry) -> !entry.getValue().isAfter(now))
				.sorted(Map.Entry.<String, Instant>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
				.forEach((entry) -> due.add(new Candidate(lane.owner(), entry.getKey(), entry.getValue())));
			add(new Turn(lane.owner(), lane.running().size(), lane.turnAt(), due));
		}
	}

	private void add(Turn turn) {
		if (!turn.due().isEmpty()) {
			this.turns.add(turn);
		}
	}

	@Override
	public boolean hasNext() {
		return !this.turns.isEmpty();
	}

	@Override
	public Candidate next() {
		Turn turn = this.turns.poll();
		if (turn == null) {
			throw new NoSuchElementException("Nothing else waits");
		}
		Candidate next = turn.due().remove();
		// further conversions of the owner follow one of each owner with as many
		add(new Turn(turn.owner(), turn.running() + 1, turn.turnAt(), turn.due()));
		return next;
	}

	/**
	 * A conversion that waits.
	 *
	 * @param owner id of the account
	 * @param id the conversion
	 * @param since when it could be claimed
	 */
	record Candidate(String owner, String id, Instant since) {
	}

	private record Turn(String owner, int running, Instant turnAt, Deque<Candidate> due) {

		Instant oldest() {
			return this.due.element().since();
		}

	}

}
