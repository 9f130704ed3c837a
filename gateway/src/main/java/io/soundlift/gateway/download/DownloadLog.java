package io.soundlift.gateway.download;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.mongodb.MongoException;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.trace.JourneyStep;
import io.soundlift.journey.trace.JourneyTracing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Record of downloads on their conversions.
 */
@Component
final class DownloadLog {

	/** Name of a download by the owner, which is that of its span. */
	static final String OWN = "http get /api/conversions/{id}/mp3";

	/** Name of a download by a link, which is that of its span. */
	static final String SHARED = "http get /shared/{token}/mp3";

	private static final Logger logger = LoggerFactory.getLogger(DownloadLog.class);

	private final Conversions conversions;

	private final JourneyTracing tracing;

	private final Clock clock;

	DownloadLog(Conversions conversions, JourneyTracing tracing, Clock clock) {
		this.conversions = conversions;
		this.tracing = tracing;
		this.clock = clock;
	}

	Instant now() {
		return this.clock.instant();
	}

	/**
	 * Records that a download ends now. A failure to record it does not affect the
	 * download.
	 * @param conversionId the conversion
	 * @param name which kind of download
	 * @param begin when it began
	 * @param whole whether all requested bytes were sent
	 */
	void record(String conversionId, String name, Instant begin, boolean whole) {
		String traceId = this.tracing.currentTraceId();
		JourneyStep download = new JourneyStep(this.conversions.newId(), name, "gateway", begin, now(), !whole,
				(traceId != null) ? Map.of("traceId", traceId) : Map.of(), List.of());
		try {
			this.conversions.recordDownload(conversionId, download);
		}
		catch (DataAccessException | MongoException ex) {
			logger.warn("Could not record a download of conversion {}", conversionId, ex);
		}
	}

}
