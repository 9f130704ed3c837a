package io.soundlift.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks MongoDB's wire protocol on the loopback interface, in this
 * process. With a file, a write is in that file before it is acknowledged, so killing the
 * process loses nothing; a power cut may lose up to two seconds. The only exceptions are
 * inserts into {@code *.chunks} collections: they are in the file once a later write to
 * another collection is acknowledged, or after two seconds.
 * <p>
 * When the disk is almost full, inserts into {@code *.chunks} collections fail with
 * MongoDB's code for that, 14031. All other commands still work, so that data can be
 * deleted. As in MongoDB, {@code dbStats} returns the size of the disk and how much of it
 * is used.
 * <p>
 * With a login, a client must authenticate by SCRAM-SHA-256, as with a real MongoDB,
 * before it may do more than the handshake. Until then, the size of its messages and the
 * time of its connection are limited.
 */
public final class EmbeddedMongo implements AutoCloseable {

	private static final String HOST = "127.0.0.1";

	/** Pages of the file that are kept in memory. */
	private static final int CACHE_MEBIBYTES = 16;

	private final DurableBackend backend;

	private final MongoListener listener;

	private final @Nullable StoreUpkeep upkeep;

	private final int port;

	private final @Nullable ServerLogin login;

	private EmbeddedMongo(DurableBackend backend, MongoListener listener, @Nullable StoreUpkeep upkeep, int port,
			@Nullable ServerLogin login) {
		this.backend = backend;
		this.listener = listener;
		this.upkeep = upkeep;
		this.port = port;
		this.login = login;
	}

	/**
	 * Starts a server without authentication, for tests.
	 * @param file the file that holds the data, created with its directory when absent;
	 * {@code null} keeps everything in memory
	 * @param port the TCP port to listen on, 0 for a free one
	 * @return the running server
	 * @throws UncheckedIOException if the directory of the file can't be created
	 * @throws org.h2.mvstore.MVStoreException if another process has the file open
	 */
	public static EmbeddedMongo start(@Nullable Path file, int port) {
		return start(file, port, null);
	}

	/**
	 * Starts a server. A file that a killed process has left is opened as of its last
	 * acknowledged write.
	 * @param file the file that holds the data, created with its directory when absent;
	 * {@code null} keeps everything in memory
	 * @param port the TCP port to listen on, 0 for a free one
	 * @param login the only user; {@code null} for no authentication
	 * @return the running server
	 * @throws UncheckedIOException if the directory of the file can't be created
	 * @throws org.h2.mvstore.MVStoreException if another process has the file open
	 */
	public static EmbeddedMongo start(@Nullable Path file, int port, @Nullable ServerLogin login) {
		if (file == null) {
			MVStore memory = MVStore.open(null);
			return bind(new DurableBackend(memory, new StoreSpace(memory, null)), null, port, login);
		}
		MVStore store = open(file);
		DurableBackend backend = new DurableBackend(store, new StoreSpace(store, file));
		return bind(backend, new StoreUpkeep(backend), port, login);
	}

	private static MVStore open(Path file) {
		try {
			Path directory = file.toAbsolutePath().getParent();
			if (directory != null) {
				Files.createDirectories(directory);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Unable to create the directory of " + file, ex);
		}
		// only the backend commits: a commit by the store's background thread could
		// separate a document from its index entry
		MVStore store = new MVStore.Builder().fileName(file.toString())
			.autoCommitDisabled()
			.autoCommitBufferSize(0)
			.cacheSize(CACHE_MEBIBYTES)
			.open();
		store.setRetentionTime((int) StoreUpkeep.RETENTION.toMillis());
		// readers register the version that they use
		store.setVersionsToKeep(0);
		return store;
	}

	private static EmbeddedMongo bind(DurableBackend backend, @Nullable StoreUpkeep upkeep, int port,
			@Nullable ServerLogin login) {
		MongoListener listener = new MongoListener(backend, login);
		boolean bound = false;
		try {
			int boundPort = listener.bind(new InetSocketAddress(HOST, port));
			bound = true;
			return new EmbeddedMongo(backend, listener, upkeep, boundPort, login);
		}
		finally {
			// not a catch block: Netty throws checked exceptions that it doesn't declare
			if (!bound) {
				if (upkeep != null) {
					upkeep.close();
				}
				listener.close();
			}
		}
	}

	/**
	 * Returns the connection string of this server.
	 * @return the connection string, without a database name, with the password if there
	 * is a login
	 */
	public String uri() {
		if (this.login == null) {
			return "mongodb://" + HOST + ":" + this.port;
		}
		return "mongodb://" + this.login.username() + ":"
				+ URLEncoder.encode(this.login.password(), StandardCharsets.UTF_8) + "@" + HOST + ":" + this.port
				+ "/?authSource=admin&authMechanism=" + ScramServer.MECHANISM;
	}

	/**
	 * Returns the port this server listens on.
	 * @return the TCP port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Returns how many documents have been read to answer queries, updates and deletions.
	 * Tests use it to check whether a query uses an index.
	 * @return the number since the start
	 */
	public long documentsRead() {
		return this.backend.documentsRead();
	}

	/**
	 * Disconnects the clients and closes the file.
	 */
	@Override
	public void close() {
		if (this.upkeep != null) {
			this.upkeep.close();
		}
		this.listener.close();
	}

}
