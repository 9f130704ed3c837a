package io.soundlift.gateway.upload;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Counts videos that were taken in, and their bytes.
 */
@Component
final class UploadMeters {

	private final Counter uploads;

	private final Counter bytes;

	UploadMeters(MeterRegistry meters) {
		this.uploads = Counter.builder("soundlift.uploads").description("Videos that were taken in").register(meters);
		this.bytes = Counter.builder("soundlift.uploaded")
			.description("Size of the videos that were taken in")
			.baseUnit("bytes")
			.register(meters);
	}

	/**
	 * Counts a video.
	 * @param sizeBytes its size in bytes
	 */
	void accepted(long sizeBytes) {
		this.uploads.increment();
		this.bytes.increment(sizeBytes);
	}

}
