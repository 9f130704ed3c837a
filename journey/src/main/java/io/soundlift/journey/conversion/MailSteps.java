package io.soundlift.journey.conversion;

import java.util.List;

import com.mongodb.MongoException;
import io.soundlift.journey.trace.JourneyLog;
import io.soundlift.journey.trace.JourneyStep;
import io.soundlift.journey.trace.JourneyTracing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * Steps of the mails about conversions. They have documents of their own, so that the
 * notifier needs no right to change conversions.
 */
public final class MailSteps {

	static final String COLLECTION = "mail_steps";

	private static final Logger logger = LoggerFactory.getLogger(MailSteps.class);

	private static final int MAX_TRIES = 10;

	private final MongoOperations mongo;

	private final JourneyTracing tracing;

	/**
	 * Creates the steps of a database.
	 * @param mongo the database
	 * @param tracing supplier of the step that ends
	 */
	public MailSteps(MongoOperations mongo, JourneyTracing tracing) {
		this.mongo = mongo;
		this.tracing = tracing;
	}

	/**
	 * Records that an attempt to send the mail ends now. A failure to record it does not
	 * affect the mail.
	 * @param conversionId the conversion
	 */
	public void record(String conversionId) {
		JourneyStep step = this.tracing.endingStep();
		if (step == null) {
			return;
		}
		try {
			this.mongo.upsert(Query.query(Criteria.where(Fields.ID).is(conversionId)),
					new Update().push("steps", JourneyLog.added(step, MAX_TRIES)), COLLECTION);
		}
		catch (DataAccessException | MongoException ex) {
			logger.warn("Could not record the step of the mail about conversion {}", conversionId, ex);
		}
	}

	/**
	 * Returns the attempts to send the mail about a conversion.
	 * @param conversionId the conversion
	 * @return the last {@value #MAX_TRIES}, oldest first
	 */
	public List<JourneyStep> of(String conversionId) {
		Mails mails = this.mongo.findById(conversionId, Mails.class);
		return (mails != null) ? mails.steps() : List.of();
	}

	@Document(COLLECTION)
	private record Mails(@Id String id, List<JourneyStep> steps) {
	}

}
