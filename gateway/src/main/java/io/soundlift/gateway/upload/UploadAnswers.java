package io.soundlift.gateway.upload;

import java.io.IOException;
import java.net.URI;

import io.soundlift.connection.Transfer;
import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.conversion.ConversionView;
import io.soundlift.gateway.limit.AccountLimitsReader;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.journey.conversion.Conversion;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * Responses to requests that create a conversion, once for each idempotency key, in a
 * slot of their account.
 */
@Component
final class UploadAnswers {

	private final GatewayProperties properties;

	private final UploadMeters meters;

	private final AccountLimitsReader limits;

	private final UploadSlots slots;

	private final IdempotentUploads idempotency;

	UploadAnswers(GatewayProperties properties, UploadMeters meters, AccountLimitsReader limits, UploadSlots slots,
			IdempotentUploads idempotency) {
		this.properties = properties;
		this.meters = meters;
		this.limits = limits;
		this.slots = slots;
		this.idempotency = idempotency;
	}

	/**
	 * Creates a conversion, unless the same request has created it before.
	 * @param request the request
	 * @param response its response, for the limits of the account
	 * @param owner id of the account
	 * @param content distinguishing content of the request besides its query and headers;
	 * {@code null} for none
	 * @param making supplier that creates the conversion
	 * @return the answer
	 * @throws Problem as {@link IdempotentUploads#begin} and {@link UploadSlots#take} do
	 */
	ResponseEntity<ConversionView> answer(HttpServletRequest request, HttpServletResponse response, String owner,
			@Nullable String content, Making making) throws IOException {
		IdempotentUploads.Attempt attempt = this.idempotency.begin(request, owner, content);
		if (attempt.made().isPresent()) {
			return accepted(attempt.made().get());
		}
		UploadSlots.Slot slot = this.slots.take(owner);
		try {
			Transfer.begin(request, this.properties.upload().rate());
			Conversion conversion = making.make(attempt.conversionId());
			this.idempotency.end(request, owner);
			this.meters.accepted(conversion.video().storedBytes());
			this.limits.addBytesPerDay(owner, response);
			return accepted(conversion);
		}
		finally {
			slot.giveBack();
		}
	}

	private static ResponseEntity<ConversionView> accepted(Conversion conversion) {
		ConversionView view = ConversionView.of(conversion);
		return ResponseEntity.accepted().location(URI.create(view.links().self())).body(view);
	}

	/**
	 * Way to a conversion.
	 */
	@FunctionalInterface
	interface Making {

		/**
		 * Stores the video and creates the conversion.
		 * @param id id of the conversion to be
		 */
		Conversion make(String id) throws IOException;

	}

}
