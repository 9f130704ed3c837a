package io.soundlift.journey.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Share of one of its account's limits that a running upload holds, or a conversion that
 * is about to have an MP3.
 *
 * @param conversionId the conversion, which an upload will create
 * @param bytes bytes that it holds; 0 for an upload whose bytes were added to those of
 * the day and that still counts as an upload
 * @param until when it expires unless it is renewed, so that a crashed process holds
 * nothing for long
 */
public record Reservation(String conversionId, long bytes, Instant until) {

	/** Much longer than a client may be silent before its connection is closed. */
	public static final Duration LEASE = Duration.ofMinutes(5);

	static List<Reservation> live(List<Reservation> reservations, Instant now) {
		return reservations.stream().filter((reservation) -> reservation.until().isAfter(now)).toList();
	}

	static List<Reservation> replaced(List<Reservation> reservations, Reservation reservation) {
		List<Reservation> changed = new ArrayList<>(without(reservations, reservation.conversionId()));
		changed.add(reservation);
		return changed;
	}

	static List<Reservation> without(List<Reservation> reservations, String conversionId) {
		return reservations.stream().filter((reservation) -> !reservation.conversionId().equals(conversionId)).toList();
	}

	static Set<String> ids(List<Reservation> reservations) {
		return reservations.stream().map(Reservation::conversionId).collect(Collectors.toSet());
	}

	static long bytes(List<Reservation> reservations) {
		return reservations.stream().mapToLong(Reservation::bytes).sum();
	}

}
