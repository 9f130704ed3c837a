package io.soundlift.authserver;

import java.util.ArrayList;
import java.util.List;

import io.soundlift.authserver.revocation.Revocation;
import io.soundlift.authserver.revocation.RevocationPage;
import io.soundlift.authserver.revocation.Revocations;

/**
 * What a server tells a gateway that reads its revocations for the first time.
 */
public final class TestRevocations {

	private TestRevocations() {
	}

	/**
	 * Return the revoked grants.
	 * @param server the server
	 * @return ids of grants
	 */
	public static List<String> grants(TestAuthServer server) {
		return subjects(server, Revocation.Kind.GRANT);
	}

	/**
	 * Return the closed accounts.
	 * @param server the server
	 * @return ids of accounts
	 */
	public static List<String> closedAccounts(TestAuthServer server) {
		return subjects(server, Revocation.Kind.ACCOUNT);
	}

	/**
	 * Return all revocations.
	 * @param server the server
	 * @return grants and accounts
	 */
	public static List<Revocation> all(TestAuthServer server) {
		List<Revocation> all = new ArrayList<>();
		Revocations revocations = server.bean(Revocations.class);
		RevocationPage page = revocations.read("", all::add);
		while (page.more()) {
			page = revocations.read(page.next(), all::add);
		}
		return all;
	}

	private static List<String> subjects(TestAuthServer server, Revocation.Kind kind) {
		return all(server).stream()
			.filter((revocation) -> revocation.kind() == kind)
			.map(Revocation::subject)
			.distinct()
			.toList();
	}

}
