package io.soundlift.gateway.revocation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Reader of the authorization server's responses with the revocations since the last one.
 * A line names a grant or an account and the second until which the entry matters; the
 * last line has the position of the next response. Entries take effect as they are read;
 * if the response breaks off, they are read again.
 */
final class RevocationFeed {

	private static final int WORDS = 3;

	private final KnownRevocations revocations;

	private volatile String next = "";

	RevocationFeed(KnownRevocations revocations) {
		this.revocations = revocations;
	}

	/**
	 * Returns the position at which the next response has to begin.
	 * @return the position from the last response; empty for the beginning
	 */
	String next() {
		return this.next;
	}

	/**
	 * Reads a response, line by line.
	 * @param body its body
	 * @return whether there is more to request at once
	 * @throws IOException if the response breaks off or is malformed
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
