package io.soundlift.system;

import java.io.OutputStream;
import java.nio.file.Path;

import io.soundlift.embedded.EmbeddedBroker;
import io.soundlift.embedded.EmbeddedMongo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that holds an embedded server until it is killed or its input ends, which it
 * does when the process that has started it dies.
 */
public final class EmbeddedServerProcess {

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedServerProcess.class);

	private EmbeddedServerProcess() {
	}

	/**
	 * Runs a server.
	 * @param arguments the kind of server, its port, and the store's file
	 * @throws Exception if it can't start or end
	 */
	public static void main(String[] arguments) throws Exception {
		int port = Integer.parseInt(arguments[1]);
		try (AutoCloseable server = arguments[0].equals("store") ? EmbeddedMongo.start(Path.of(arguments[2]), port)
				: EmbeddedBroker.start(port, EmbeddedServer.BROKER_USER, EmbeddedServer.BROKER_USER)) {
			logger.info("{} is ready", server);
			System.in.transferTo(OutputStream.nullOutputStream());
		}
	}

}
