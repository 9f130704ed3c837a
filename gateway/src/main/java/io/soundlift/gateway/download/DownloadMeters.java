package io.soundlift.gateway.download;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Counts the bytes of MP3s that were sent.
 */
@Component
final class DownloadMeters {

	private final Counter bytes;

	DownloadMeters(MeterRegistry meters) {
		this.bytes = Counter.builder("soundlift.downloaded")
			.description("Bytes of MP3s that were given out")
			.baseUnit("bytes")
			.register(meters);
	}

	/**
	 * Counts bytes.
	 * @param count the number of bytes that were written
	 */
	void written(int count) {
		this.bytes.increment(count);
	}

}
