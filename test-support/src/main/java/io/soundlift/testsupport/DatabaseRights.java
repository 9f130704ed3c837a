package io.soundlift.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;

/**
 * Rights of a service's database user, as {@code docker/mongodb/rights.json} lists them.
 */
final class DatabaseRights {

	private static final Path FILE = Path.of("docker/mongodb/rights.json");

	/** Commands for which MongoDB requires no privilege. */
	private static final Set<String> FREE = Set.of("hello", "isMaster", "ismaster", "ping", "buildInfo", "endSessions",
			"getMore", "killCursors", "saslStart", "saslContinue");

	private final Map<String, Set<String>> actions;

	private DatabaseRights(Map<String, Set<String>> actions) {
		this.actions = actions;
	}

	/**
	 * Returns the rights of a user. Databases have other names in tests, so the rights
	 * are looked up by collection; no service uses the same name in two databases.
	 * @param user the service's name
	 * @return the rights, or empty if the file does not list the user
	 * @throws UncheckedIOException if the file can't be read
	 */
	static Optional<DatabaseRights> of(String user) {
		try {
			Document databases = Document.parse(Files.readString(file())).get(user, Document.class);
			return Optional.ofNullable(databases).map(DatabaseRights::read);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path file() {
		// Maven runs tests in the folder of their module
		Path here = Path.of("").toAbsolutePath();
		return Files.exists(here.resolve(FILE)) ? here.resolve(FILE) : here.resolveSibling(FILE);
	}

	private static DatabaseRights read(Document databases) {
		Map<String, Set<String>> actions = new HashMap<>();
		for (String database : databases.keySet()) {
			Document collections = databases.get(database, Document.class);
			collections.keySet()
				.forEach((collection) -> actions.put(collection,
						Set.copyOf(collections.getList(collection, String.class))));
		}
		return new DatabaseRights(actions);
	}

	/**
	 * Returns which actions a command needs and the rights don't have.
	 * @param command the command's name, such as {@code findAndModify}
	 * @param body the command with its options
	 * @return {@code collection: action} for each action, in a set that may be changed;
	 * empty if the command is allowed
	 */
	Set<String> missing(String command, BsonDocument body) {
		if (FREE.contains(command)) {
			return new TreeSet<>();
		}
		BsonValue target = body.get(command);
		String collection = (target != null && target.isString()) ? target.asString().getValue() : "(database)";
		Set<String> missing = new TreeSet<>();
		for (String action : needed(command, body)) {
			if (!this.actions.getOrDefault(collection, Set.of()).contains(action)) {
				missing.add(collection + ": " + action);
			}
		}
		return missing;
	}

	private static Set<String> needed(String command, BsonDocument body) {
		return switch (command) {
			case "find", "aggregate", "count", "distinct" -> Set.of("find");
			case "insert" -> Set.of("insert");
			case "delete" -> Set.of("remove");
			case "createIndexes" -> Set.of("createCollection", "createIndex");
			case "update" -> update(body);
			case "findAndModify" -> findAndModify(body);
			default -> Set.of(command);
		};
	}

	private static Set<String> update(BsonDocument body) {
		List<BsonValue> updates = body.containsKey("updates") ? body.getArray("updates").getValues() : List.of();
		boolean upserts = updates.stream().anyMatch((update) -> isTrue(update.asDocument(), "upsert"));
		return upserts ? Set.of("find", "update", "insert") : Set.of("find", "update");
	}

	private static Set<String> findAndModify(BsonDocument body) {
		Set<String> actions = new HashSet<>(Set.of("find", isTrue(body, "remove") ? "remove" : "update"));
		if (isTrue(body, "upsert")) {
			actions.add("insert");
		}
		return actions;
	}

	private static boolean isTrue(BsonDocument document, String name) {
		return document.containsKey(name) && document.get(name).isBoolean() && document.getBoolean(name).getValue();
	}

}
