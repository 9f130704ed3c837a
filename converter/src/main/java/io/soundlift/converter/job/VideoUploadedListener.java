package io.soundlift.converter.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import com.mongodb.MongoException;
import io.soundlift.journey.conversion.Claims;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.message.VideoUploaded;
import io.soundlift.journey.trace.JourneyAttributes;
import io.soundlift.journey.trace.JourneyStep;
import io.soundlift.journey.trace.JourneyTracing;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.messaging.Message;

/**
 * Listener for messages that a conversion is due. The message is only a wake-up call:
 * MongoDB determines whether there is work, and whose turn it is. Each waiting conversion
 * has caused a message, so that each is eventually claimed because of one of them.
 */
final class VideoUploadedListener implements Consumer<Message<VideoUploaded>> {

	private static final Logger logger = LoggerFactory.getLogger(VideoUploadedListener.class);

	private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

	private final Claims claims;

	private final ConversionWorker worker;

	private final Consumer<Supplier<Optional<Runnable>>> intake;

	private final JourneyTracing tracing;

	private final String name;

	private final Duration lease;

	VideoUploadedListener(Claims claims, ConversionWorker worker, Consumer<Supplier<Optional<Runnable>>> intake,
			JourneyTracing tracing, String name, Duration lease) {
		this.claims = claims;
		this.worker = worker;
		this.intake = intake;
		this.tracing = tracing;
		this.name = name;
		this.lease = lease;
	}

	/**
	 * Claims the conversion whose turn it is and begins to work on it. Once it is claimed
	 * the message is no longer needed: any crash from here on is detected by the lease.
	 * @param message the message
	 * @throws IllegalArgumentException if the message is not about a conversion, so that
	 * it becomes a dead letter
	 */
	@Override
	public void accept(Message<VideoUploaded> message) {
		String id = validated(message.getPayload().conversionId());
		this.tracing.isAbout(id);
		try {
			this.intake.accept(() -> claim(id));
		}
		catch (DataAccessException | MongoException ex) {
			// the wake interval of this message expires, and a new one is sent
			logger.warn("MongoDB failed for conversion {}, which has to wait", id, ex);
		}
	}

	private Optional<Runnable> claim(String id) {
		Optional<Conversion> claimed = this.claims.claimNext(id, this.name, this.lease);
		if (claimed.isEmpty()) {
			logger.debug("Conversion {} is not to be done, and no other waits", id);
		}
		return claimed.map((conversion) -> () -> work(conversion, id));
	}

	private void work(Conversion claimed, String wokenBy) {
		try {
			convert(claimed, wokenBy);
		}
		catch (DataAccessException | MongoException ex) {
			// the lease expires, and a new message is sent
			logger.warn("MongoDB failed during conversion {}, which has to wait", claimed.id(), ex);
		}
		catch (RuntimeException ex) {
			// the outermost handler: its message is acknowledged, and its end is recorded
			// or its lease expires
			logger.error("Conversion {} has met a fault of this program", claimed.id(), ex);
		}
	}

	private static String validated(@Nullable String id) {
		if (id == null || !ID.matcher(id).matches()) {
			throw new IllegalArgumentException("The message names no conversion");
		}
		return id;
	}

	private void convert(Conversion claimed, String wokenBy) {
		Runnable work = () -> {
			JourneyStep claim = claimed.journey().running();
			if (claim != null) {
				this.tracing.stepBegan(claim.stepId(), claim.startedAt());
			}
			this.tracing.tag(JourneyAttributes.ATTEMPT, claimed.attempt());
			tagQueueWait(claimed);
			this.worker.work(claimed);
		};
		if (claimed.id().equals(wokenBy)) {
			this.tracing.span("convert", claimed.id(), work);
		}
		else {
			// the message belongs to the trace of another conversion
			this.tracing.continued(claimed.outbox().videoUploaded().trace(), "convert", claimed.id(), work);
		}
	}

	private void tagQueueWait(Conversion claimed) {
		Instant dueSince = claimed.dueSince();
		if (dueSince != null && claimed.leaseUntil() != null) {
			Instant claimedAt = claimed.leaseUntil().minus(this.lease);
			this.tracing.tag(JourneyAttributes.QUEUE_WAIT, Duration.between(dueSince, claimedAt).toMillis());
		}
	}

}
