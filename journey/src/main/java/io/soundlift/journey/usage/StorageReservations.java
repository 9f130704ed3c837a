package io.soundlift.journey.usage;

import java.time.Instant;
import java.util.List;

import io.soundlift.journey.conversion.SettledBytes;
import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * Room that an account has reserved for future files. It is the only data of an account
 * that converters change, so it is stored apart from the account's other limits.
 *
 * @param owner id of the account
 * @param version number of changes; 0 if it is not stored yet
 * @param videos reservations of running uploads, until their conversions exist
 * @param mp3s reservations of future MP3s, until their conversions have the number
 * @param settled the sum that is kept of the account's ended conversions; {@code null} if
 * there is none
 * @param changedAt time of the last change
 */
@Document("storage_reservations")
record StorageReservations(@Id String owner, @Version long version, List<Reservation> videos, List<Reservation> mp3s,
		@Nullable SettledBytes settled, Instant changedAt) {

	static StorageReservations none(String owner, Instant now) {
		return new StorageReservations(owner, 0, List.of(), List.of(), null, now);
	}

	StorageReservations at(Instant now) {
		return new StorageReservations(this.owner, this.version, Reservation.live(this.videos, now),
				Reservation.live(this.mp3s, now), this.settled, now);
	}

	StorageReservations withVideo(Reservation reservation) {
		return withVideos(Reservation.replaced(this.videos, reservation));
	}

	StorageReservations withoutVideo(String conversionId) {
		return withVideos(Reservation.without(this.videos, conversionId));
	}

	StorageReservations withMp3(Reservation reservation) {
		return withMp3s(Reservation.replaced(this.mp3s, reservation));
	}

	StorageReservations withoutMp3(String conversionId) {
		return withMp3s(Reservation.without(this.mp3s, conversionId));
	}

	/**
	 * Returns the reservation of a video.
	 * @return number of bytes; -1 if it has no reservation
	 */
	long reservedForVideo(String conversionId) {
		return this.videos.stream()
			.filter((video) -> video.conversionId().equals(conversionId))
			.mapToLong(Reservation::bytes)
			.findFirst()
			.orElse(-1);
	}

	StorageReservations withSettled(@Nullable SettledBytes sum) {
		return new StorageReservations(this.owner, this.version, this.videos, this.mp3s, sum, this.changedAt);
	}

	private StorageReservations withVideos(List<Reservation> changed) {
		return new StorageReservations(this.owner, this.version, changed, this.mp3s, this.settled, this.changedAt);
	}

	private StorageReservations withMp3s(List<Reservation> changed) {
		return new StorageReservations(this.owner, this.version, this.videos, changed, this.settled, this.changedAt);
	}

}
