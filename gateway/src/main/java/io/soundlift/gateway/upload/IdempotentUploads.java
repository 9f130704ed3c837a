package io.soundlift.gateway.upload;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.soundlift.gateway.limit.UploadLimits;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.usage.AccountUsages;
import io.soundlift.journey.usage.IdempotencyKey;
import io.soundlift.journey.usage.IdempotencyKeys;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Uploads that create one conversion even if they are repeated with the same
 * {@code Idempotency-Key}.
 */
@Component
final class IdempotentUploads {

	private static final Logger logger = LoggerFactory.getLogger(IdempotentUploads.class);

	private static final String HEADER = "Idempotency-Key";

	/** A string of structured fields, with or without quotes, but without escapes. */
	private static final Pattern KEY = Pattern.compile("\"([ !#-\\[\\]-~]{1,255})\"|([!#-\\[\\]-~]{1,255})");

	private final IdempotencyKeys keys;

	private final Conversions conversions;

	private final AccountUsages usages;

	IdempotentUploads(IdempotencyKeys keys, Conversions conversions, AccountUsages usages) {
		this.keys = keys;
		this.conversions = conversions;
		this.usages = usages;
	}

	/**
	 * Determines whether a request is new or a repetition.
	 * @param request the request
	 * @param owner id of the account
	 * @param content distinguishing content of its body; {@code null} if only its length
	 * is known
	 * @return a new conversion, or that of the first request with its key
	 * @throws Problem {@link ProblemType#IDEMPOTENCY_KEY_REUSED} if the first request was
	 * another one, {@link ProblemType#IDEMPOTENCY_KEY_IN_USE} if it is being carried out,
	 * or {@link ProblemType#NO_SUCH_CONVERSION} if its conversion was deleted
	 */
	Attempt begin(HttpServletRequest request, String owner, @Nullable String content) {
		String header = request.getHeader(HEADER);
		String newId = this.conversions.newId();
		if (header == null) {
			return new Attempt(newId, Optional.empty());
		}
		String description = (content != null) ? describe(request) + "\n" + content : describe(request);
		IdempotencyKey used = this.keys.use(owner, key(header), description, newId);
		if (!IdempotencyKeys.isSame(used, description)) {
			throw new Problem(ProblemType.IDEMPOTENCY_KEY_REUSED,
					"Another request was sent with this Idempotency-Key. Choose a new key for each request.");
		}
		Optional<Conversion> made = made(used, owner);
		if (made.isPresent() && !used.made()) {
			// the gateway that created it has crashed before
			end(request, owner);
		}
		return new Attempt(used.conversionId(), made);
	}

	private Optional<Conversion> made(IdempotencyKey used, String owner) {
		// first, since a conversion is created before its reservation is released
		boolean running = isRunning(used.conversionId(), owner);
		Optional<Conversion> made = this.conversions.findOwned(used.conversionId(), owner);
		if (made.isEmpty() && used.made()) {
			throw new Problem(ProblemType.NO_SUCH_CONVERSION, "The conversion of this request was deleted.");
		}
		if (made.isEmpty() && running) {
			throw UploadLimits.keyInUse();
		}
		return made;
	}

	/**
	 * Records that a request was carried out. A request that has succeeded must not
	 * appear to have failed, so a failure of the database is only logged: the conversion
	 * is found by its id, until it is deleted.
	 * @param request the request
	 * @param owner id of the account
	 */
	void end(HttpServletRequest request, String owner) {
		String header = request.getHeader(HEADER);
		if (header == null) {
			return;
		}
		try {
			this.keys.markMade(owner, key(header));
		}
		catch (DataAccessException ex) {
			logger.warn("That a conversion was made is not recorded with its idempotency key", ex);
		}
	}

	private boolean isRunning(String id, String owner) {
		return this.usages.of(owner)
			.reservations()
			.stream()
			.anyMatch((reservation) -> reservation.conversionId().equals(id));
	}

	private static String key(String header) {
		Matcher matcher = KEY.matcher(header.strip());
		if (!matcher.matches()) {
			throw new Problem(ProblemType.BAD_REQUEST,
					"The header Idempotency-Key must be 1 to 255 characters of ASCII in double quotes.");
		}
		return Objects.requireNonNullElse(matcher.group(1), matcher.group(2));
	}

	/**
	 * Describes a request by what is known before its body is read. The boundary of a
	 * form differs each time.
	 */
	private static String describe(HttpServletRequest request) {
		String type = withoutParameters(request.getContentType());
		return String.join("\n", Objects.requireNonNullElse(request.getQueryString(), ""), type,
				Objects.requireNonNullElse(request.getHeader(HttpHeaders.CONTENT_DISPOSITION), ""),
				Long.toString(request.getContentLengthLong()));
	}

	private static String withoutParameters(@Nullable String contentType) {
		return (contentType != null) ? contentType.split(";", 2)[0].strip() : "";
	}

	/**
	 * A request to carry out, or one that was carried out before.
	 *
	 * @param conversionId id of the conversion
	 * @param made the conversion; empty if the request is to be carried out
	 */
	record Attempt(String conversionId, Optional<Conversion> made) {
	}

}
