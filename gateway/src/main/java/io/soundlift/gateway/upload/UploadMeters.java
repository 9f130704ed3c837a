package io.soundlift.gateway.upload;

import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Counters of accepted videos and their bytes.
 */
@Component
public final class UploadMeters {

	private final MeterRegistry meters;

	private final Counter uploads;

	private final Counter bytes;

	UploadMeters(MeterRegistry meters) {
		this.meters = meters;
		this.uploads = Counter.builder("soundlift.uploads").description("Videos that were taken in").register(meters);
		this.bytes = Counter.builder("soundlift.uploaded")
			.description("Size of the videos that were taken in")
			.baseUnit("bytes")
			.register(meters);
	}

	/**
	 * Registers gauges of the running uploads and of their limit.
	 * @param limit maximum number of concurrent uploads
	 * @param count supplier of the number of running uploads
	 */
	void running(int limit, Supplier<Number> count) {
		Gauge.builder("soundlift.uploads.running", count)
			.description("Uploads that run at this gateway")
			.register(this.meters);
		Gauge.builder("soundlift.upload.slots", () -> limit)
			.description("Uploads that may run at this gateway at a time")
			.register(this.meters);
	}

	/**
	 * Counts a video.
	 * @param sizeBytes its size in bytes
	 */
	public void accepted(long sizeBytes) {
		this.uploads.increment();
		this.bytes.increment(sizeBytes);
	}

}
