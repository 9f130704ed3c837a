package io.soundlift.authserver.revocation;

import java.time.Instant;

/**
 * A revoked grant or a closed account.
 *
 * @param kind what was revoked
 * @param subject id of the grant or the account; without blanks
 * @param until when the last access token of the grant expires, or when gateways no
 * longer need the entry of the account; whole seconds
 */
public record Revocation(Kind kind, String subject, Instant until) {

	/**
	 * Kind of a revoked subject.
	 */
	public enum Kind {

		/**
		 * A grant, by the id of its authorization, which is the claim {@code grant_id}.
		 */
		GRANT,

		/** An account, by its id, which is the claim {@code sub}. */
		ACCOUNT

	}

	/**
	 * Returns the revocation as a line of text.
	 * @return kind, subject and seconds since 1970, with blanks between them
	 */
	public String toLine() {
		return this.kind + " " + this.subject + " " + this.until.getEpochSecond();
	}

	static Revocation ofLine(String line) {
		String[] words = line.split(" ");
		return new Revocation(Kind.valueOf(words[0]), words[1], Instant.ofEpochSecond(Long.parseLong(words[2])));
	}

}
