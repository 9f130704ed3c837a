package io.soundlift.testsupport;

import java.util.UUID;
import java.util.function.Supplier;

import io.soundlift.embedded.EmbeddedMongo;
import org.jspecify.annotations.Nullable;

/**
 * The MongoDB server of the tests of this JVM: the one that
 * {@code SOUNDLIFT_TEST_MONGODB_URI} names, a container if
 * {@code SOUNDLIFT_TEST_CONTAINERS} is {@code true}, else one in this process and in
 * memory.
 */
public final class TestMongo {

	/** Documents that a query may read beyond those that it returns. */
	private static final int SLACK = 3;

	private static @Nullable String uri;

	private static @Nullable EmbeddedMongo embedded;

	private TestMongo() {
	}

	/**
	 * Return the server's connection string, starting the server at the first call.
	 * @return the connection string, without a database name
	 */
	public static synchronized String uri() {
		if (uri == null) {
			uri = start();
		}
		return uri;
	}

	private static String start() {
		String given = given();
		if (given != null) {
			return given;
		}
		if (TestContainers.areWanted()) {
			return TestContainers.startMongo();
		}
		embedded = EmbeddedMongo.start(null, 0);
		return embedded.uri();
	}

	/**
	 * Returns how many documents the embedded server has read to answer queries.
	 * @return the number since its start
	 * @throws IllegalStateException if the server is a real MongoDB
	 */
	public static synchronized long documentsRead() {
		if (embedded == null) {
			throw new IllegalStateException("Only the embedded server counts the documents that it reads");
		}
		return embedded.documentsRead();
	}

	/**
	 * Runs a query that reads little more than it returns.
	 * @param documents how many it returns
	 * @param query the query
	 * @param <T> its result
	 * @return the result
	 * @throws AssertionError if the embedded server has read more
	 */
	public static <T> T reading(int documents, Supplier<T> query) {
		long before = documentsRead();
		T result = query.get();
		long read = documentsRead() - before;
		if (read > documents + SLACK) {
			throw new AssertionError("The query has read %d documents to return %d".formatted(read, documents));
		}
		return result;
	}

	private static @Nullable String given() {
		String given = System.getenv("SOUNDLIFT_TEST_MONGODB_URI");
		return (given != null && !given.isBlank()) ? given : null;
	}

	/**
	 * Return the name of a database that no other test uses.
	 * @return a fresh name
	 */
	public static String databaseName() {
		return "test_" + UUID.randomUUID().toString().replace("-", "");
	}

	/**
	 * Returns whether the server is a real MongoDB, or one that takes its place.
	 * @return {@code false} if it is the embedded server
	 */
	public static boolean isRealMongo() {
		return given() != null || TestContainers.areWanted();
	}

}
