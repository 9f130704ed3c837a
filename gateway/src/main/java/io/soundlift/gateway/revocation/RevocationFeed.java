package io.soundlift.gateway.revocation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Answers of the authorization server with what it has revoked since the last one. A line
 * names a grant or an account and the second until which it matters; the last line says
 * where to go on. What was read counts at once, also when the answer breaks off; it is
 * read again then.
 */
final class RevocationFeed {

	private static final int WORDS = 3;

	private final KnownRevocations revocations;

	private volatile String next = "";

	RevocationFeed(KnownRevocations revocations) {
		this.revocations = revocations;
	}

	/**
	 * Returns where the next answer has to begin.
	 * @return what the last answer has said; empty for the begin of everything
	 */
	String next() {
		return this.next;
	}

	/**
	 * Reads an answer, line by line.
	 * @param body its body
	 * @return whether there is more to ask for at once
	 * @throws IOException if the answer breaks off, or is none of ours
	 */
	boolean read(InputStream body) throws IOException {
		BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.US_ASCII));
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			String[] words = line.split(" ", -1);
			if (words.length == WORDS) {
				add(words[0], words[1], words[2]);
			}
			else {
				return end(line);
			}
		}
		throw new IOException("The answer broke off");
	}

	private void add(String kind, String subject, String until) throws IOException {
		try {
			Instant time = Instant.ofEpochSecond(Long.parseLong(until));
			switch (kind) {
				case "GRANT" -> this.revocations.revoke(subject, time);
				case "ACCOUNT" -> this.revocations.close(subject, time);
				default -> throw new IOException("The kind '" + kind + "' of a revocation is not known");
			}
		}
		catch (NumberFormatException ex) {
			throw new IOException("A revocation has no time", ex);
		}
	}

	private boolean end(String line) throws IOException {
		String[] words = line.split(" ", -1);
		if (words.length != 2 || !("NEXT".equals(words[0]) || "MORE".equals(words[0]))) {
			throw new IOException("The answer is not a list of revocations");
		}
		this.next = words[1];
		return "MORE".equals(words[0]);
	}

}
