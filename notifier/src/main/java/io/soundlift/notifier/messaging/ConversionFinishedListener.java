package io.soundlift.notifier.messaging;

import java.util.function.Consumer;
import java.util.regex.Pattern;

import com.mongodb.MongoException;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.message.ConversionFinished;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.notifier.delivery.OwnerNotifier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.messaging.Message;

/**
 * Listener for messages that a conversion has ended. The message is only a wake-up call:
 * the result, and whether the owner was notified, are read from MongoDB.
 */
final class ConversionFinishedListener implements Consumer<Message<ConversionFinished>> {

	private static final Logger logger = LoggerFactory.getLogger(ConversionFinishedListener.class);

	private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

	private final Conversions conversions;

	private final OwnerNotifier notifier;

	private final JourneyTracing tracing;

	ConversionFinishedListener(Conversions conversions, OwnerNotifier notifier, JourneyTracing tracing) {
		this.conversions = conversions;
		this.notifier = notifier;
		this.tracing = tracing;
	}

	/**
	 * Notifies the owner.
	 * @param message the message
	 * @throws IllegalArgumentException if the message is not about a conversion, so that
	 * it becomes a dead letter
	 */
	@Override
	public void accept(Message<ConversionFinished> message) {
		String id = validated(message.getPayload().conversionId());
		this.tracing.isAbout(id);
		try {
			this.conversions.find(id)
				.ifPresentOrElse(this.notifier::notifyOwner,
						() -> logger.info("Conversion {} was deleted, so its end is not announced", id));
		}
		catch (DataAccessException | MongoException ex) {
			// the sweep sends the mail that this message could not
			logger.warn("MongoDB failed for conversion {}, whose mail has to wait", id, ex);
		}
	}

	private static String validated(@Nullable String id) {
		if (id == null || !ID.matcher(id).matches()) {
			throw new IllegalArgumentException("The message names no conversion");
		}
		return id;
	}

}
