package io.soundlift.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import de.bwaldvogel.mongo.MongoServer;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks MongoDB's wire protocol on the loopback interface, in this
 * process. With a file, an acknowledged write is in that file before the client hears of
 * it, so killing the process loses nothing; a power cut may lose up to two seconds. The
 * one exception are inserts into {@code *.chunks} collections: they are in the file once
 * a later write to another collection is acknowledged, or after two seconds.
 * <p>
 * When the disk is almost full, inserts into {@code *.chunks} collections fail with
 * MongoDB's code for that, 14031. Everything else goes on, so that something can be
 * deleted. As MongoDB does, {@code dbStats} tells how large the disk is and how much of
 * it is used.
 */
public final class EmbeddedMongo implements AutoCloseable {

	private final MongoServer server;

	private final @Nullable StoreUpkeep upkeep;

	private final int port;

	private EmbeddedMongo(MongoServer server, @Nullable StoreUpkeep upkeep, int port) {
		this.server = server;
		this.upkeep = upkeep;
		this.port = port;
	}

	/**
	 * Start a server. A file that a killed process left behind is opened again as of its
	 * last acknowledged write.
	 * @param file the file that holds the data, created with its directory when absent;
	 * {@code null} keeps everything in memory
	 * @param port the TCP port to listen on, 0 for a free one
	 * @return the running server
	 * @throws UncheckedIOException if the directory of the file can't be created
	 * @throws org.h2.mvstore.MVStoreException if another process has the file open
	 */
	public static EmbeddedMongo start(@Nullable Path file, int port) {
		if (file == null) {
			MVStore memory = MVStore.open(null);
			return bind(new DurableBackend(memory, new StoreSpace(memory, null)), null, port);
		}
		MVStore store = open(file);
		DurableBackend backend = new DurableBackend(store, new StoreSpace(store, file));
		return bind(backend, new StoreUpkeep(backend), port);
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
		// commits are the backend's own: a commit by the store's background thread could
		// separate a document from its index entry
		MVStore store = new MVStore.Builder().fileName(file.toString()).autoCommitDisabled().open();
		store.setRetentionTime((int) StoreUpkeep.RETENTION.toMillis());
		return store;
	}

	private static EmbeddedMongo bind(DurableBackend backend, @Nullable StoreUpkeep upkeep, int port) {
		MongoServer server = new MongoServer(backend);
		boolean bound = false;
		try {
			server.bind("127.0.0.1", port);
			bound = true;
			return new EmbeddedMongo(server, upkeep, server.getLocalAddress().getPort());
		}
		finally {
			// not a catch block: Netty throws checked exceptions that it doesn't declare
			if (!bound) {
				if (upkeep != null) {
					upkeep.close();
				}
				server.shutdownNow();
				// the server closes its backend only if it was listening
				backend.close();
			}
		}
	}

	/**
	 * Return the connection string of this server.
	 * @return the connection string, without a database name
	 */
	public String uri() {
		return "mongodb://127.0.0.1:" + this.port;
	}

	/**
	 * Return the port this server listens on.
	 * @return the TCP port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Disconnect the clients and close the file.
	 */
	@Override
	public void close() {
		if (this.upkeep != null) {
			this.upkeep.close();
		}
		this.server.shutdownNow();
	}

}
