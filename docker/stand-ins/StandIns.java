import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

import io.soundlift.embedded.EmbeddedMongo;
import org.subethamail.smtp.server.SMTPServer;

/**
 * Servers that stand in for MongoDB and the mail catcher where their images can't be had: for the training runs of the
 * image build, and for {@code docker/check}. They ask for no password.
 */
final class StandIns {

	private StandIns() {
	}

	/**
	 * Start a server.
	 * @param arguments {@code mongodb FILE} or {@code mail FOLDER}
	 */
	public static void main(String[] arguments) throws IOException {
		switch (arguments[0]) {
			case "mongodb" -> mongodb(Path.of(arguments[1]));
			case "mail" -> mail(Path.of(arguments[1]));
			default -> throw new IllegalArgumentException(arguments[0]);
		}
	}

	/**
	 * Starts a database that other machines reach: the embedded one listens to its own
	 * machine alone.
	 */
	private static void mongodb(Path file) throws IOException {
		EmbeddedMongo mongo = EmbeddedMongo.start(file, 0);
		Runtime.getRuntime().addShutdownHook(new Thread(mongo::close));
		try (ServerSocket door = new ServerSocket(27017)) {
			while (true) {
				Socket guest = door.accept();
				Socket host = new Socket(InetAddress.getLoopbackAddress(), mongo.port());
				forward(guest, host);
				forward(host, guest);
			}
		}
	}

	private static void forward(Socket from, Socket to) {
		Thread.ofVirtual().start(() -> {
			try (from; to) {
				from.setTcpNoDelay(true);
				from.getInputStream().transferTo(to.getOutputStream());
			}
			catch (IOException ex) {
				// either has gone, and now both
			}
		});
	}

	private static void mail(Path folder) throws IOException {
		Files.createDirectories(folder);
		SMTPServer mail = SMTPServer.port(1025).messageHandler((context, from, to, data) -> {
			try {
				Files.write(Files.createTempFile(folder, "", ".eml"), data);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}).build();
		mail.start();
	}

}
