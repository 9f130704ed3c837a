package io.soundlift.gateway.upload;

import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.soundlift.gateway.limit.UploadReservation;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import org.apache.commons.io.input.ProxyInputStream;

import org.springframework.http.HttpHeaders;

/**
 * Body of a form, limited in bytes and time except for the file: preamble, headers of
 * parts, fields before and after the file, epilogue. The reservation of the upload is
 * renewed while any of these is read.
 */
final class FormBody extends ProxyInputStream {

	/** Greatest length of everything but the file. */
	static final long MAX_BYTES = 64L * 1024;

	/** Greatest time for the part before the file, and again for the part after it. */
	static final Duration MAX_TIME = Duration.ofSeconds(30);

	/**
	 * Tolerance for reads that cross the boundary between the file and the rest of the
	 * body.
	 */
	private static final long READ_AHEAD = 2 * 4096;

	private final UploadReservation reservation;

	private final Clock clock;

	private boolean inFile;

	private long bytes;

	private Instant deadline;

	/**
	 * Creates a body that begins now.
	 * @param content its bytes
	 * @param reservation what the upload holds
	 * @param clock clock of the bound on time
	 */
	FormBody(InputStream content, UploadReservation reservation, Clock clock) {
		super(content);
		this.reservation = reservation;
		this.clock = clock;
		this.deadline = clock.instant().plus(MAX_TIME);
	}

	/**
	 * Lifts the limits for the file, which is read next.
	 */
	void enterFile() {
		this.inFile = true;
	}

	/**
	 * Restores the limits after the file.
	 */
	void leaveFile() {
		this.inFile = false;
		this.deadline = this.clock.instant().plus(MAX_TIME);
	}

	@Override
	protected void afterRead(int count) {
		if (this.inFile) {
			return;
		}
		this.reservation.keep();
		this.bytes += Math.max(0, count);
		if (this.bytes > MAX_BYTES + READ_AHEAD) {
			throw new Problem(ProblemType.MALFORMED_FORM,
					"A form may have up to %d bytes besides its file.".formatted(MAX_BYTES))
				.withHeader(HttpHeaders.CONNECTION, "close");
		}
		if (this.clock.instant().isAfter(this.deadline)) {
			throw new Problem(ProblemType.FORM_TOO_SLOW,
					"The parts of a form before its file must come within %d seconds, and so must those after it."
						.formatted(MAX_TIME.toSeconds()))
				.withHeader(HttpHeaders.CONNECTION, "close");
		}
	}

}
