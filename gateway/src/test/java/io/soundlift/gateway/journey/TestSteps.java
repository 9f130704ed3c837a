package io.soundlift.gateway.journey;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.Claims;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionQueue;
import io.soundlift.journey.conversion.MailSteps;
import io.soundlift.journey.trace.JourneyAttributes;
import io.soundlift.journey.trace.JourneyStep;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.testsupport.MovableClock;

import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * A converter and a notifier that record steps of any length on the conversions of a
 * gateway.
 */
public final class TestSteps {

	private final MovableClock clock = new MovableClock(Instant.now().truncatedTo(ChronoUnit.MILLIS));

	private final TestGateway gateway;

	private final JourneyTracing converter;

	private final JourneyTracing notifier;

	private final Claims claims;

	/**
	 * Creates both, whose clock shows the present time and stands still.
	 * @param gateway the gateway
	 */
	public TestSteps(TestGateway gateway) {
		this.gateway = gateway;
		this.converter = tracing("converter");
		this.notifier = tracing("notifier");
		this.claims = new Claims(gateway.bean(MongoTemplate.class), this.converter, (event) -> {
		}, gateway.bean(ConversionQueue.class), this.clock);
	}

	private JourneyTracing tracing(String service) {
		return new JourneyTracing(this.gateway.bean(ObservationRegistry.class), Tracer.NOOP, Propagator.NOOP, service,
				this.clock);
	}

	/**
	 * Returns the converter's claims, which record the step that they are used in.
	 * @return the claims
	 */
	public Claims claims() {
		return this.claims;
	}

	/**
	 * Returns the converter's tracing.
	 * @return the tracing
	 */
	public JourneyTracing tracing() {
		return this.converter;
	}

	/**
	 * Moves the clock of both.
	 * @param millis how much
	 */
	public void pass(long millis) {
		this.clock.advance(Duration.ofMillis(millis));
	}

	/**
	 * Claims a conversion.
	 * @param conversion the conversion
	 * @return the claimed conversion
	 */
	public Conversion claim(Conversion conversion) {
		return this.claims.claim(conversion.id(), "test", Duration.ofMinutes(5)).orElseThrow();
	}

	/**
	 * Runs an attempt.
	 * @param claimed what {@link #claim} returned
	 * @param waitMillis how long the conversion had waited
	 * @param work what is done in the step
	 */
	public void attempt(Conversion claimed, long waitMillis, Runnable work) {
		JourneyStep begun = Objects.requireNonNull(claimed.journey().running());
		this.converter.span("convert", claimed.id(), () -> {
			this.converter.stepBegan(begun.stepId(), begun.startedAt());
			this.converter.tag(JourneyAttributes.ATTEMPT, claimed.attempt());
			this.converter.tag(JourneyAttributes.QUEUE_WAIT, waitMillis);
			work.run();
		});
	}

	/**
	 * Tries to send the mail.
	 * @param conversion the conversion
	 * @param result what becomes of it
	 */
	public void mail(Conversion conversion, String result) {
		this.notifier.span("mail.send", conversion.id(), () -> {
			this.notifier.tag(JourneyAttributes.MAIL_RESULT, result);
			pass(20);
			new MailSteps(this.gateway.bean(MongoTemplate.class), this.notifier).record(conversion.id());
		});
	}

}
