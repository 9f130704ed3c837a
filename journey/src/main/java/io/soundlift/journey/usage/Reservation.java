package io.soundlift.journey.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a running upload, or a conversion that is about to have an MP3, holds of one of
 * its account's limits.
 *
 * @param conversionId the conversion, which an upload is going to make
 * @param bytes bytes that it holds; 0 for an upload whose bytes were added to those of
 * the day, and that still counts as one
 * @param until when it ends by itself unless it is renewed, so that a process that dies
 * keeps nothing
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
