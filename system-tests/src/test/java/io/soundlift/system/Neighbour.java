package io.soundlift.system;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program that another user of the machine runs to get at a system. Prints a line for
 * each attempt that succeeds. Needs nothing but the JDK, so that its one class file can
 * be given to that user.
 */
public final class Neighbour {

	private static final int TIMEOUT_MILLIS = 10_000;

	private static final List<String> READS = List.of("/actuator/env", "/actuator/heapdump", "/actuator/configprops",
			"/actuator/loggers", "/actuator/threaddump", "/actuator/beans", "/actuator/mappings",
			"/actuator/httpexchanges", "/actuator/sessions", "/auth/actuator/env", "/gateway/default",
			"/auth-server/default", "/application-default.yml", "/application/default/main/application.yml",
			"/auth/internal/revocations");

	private static final List<String> WRITES = List.of("/actuator/shutdown", "/actuator/loggers/ROOT",
			"/actuator/refresh", "/actuator/env", "/actuator/restart", "/encrypt", "/decrypt");

	private Neighbour() {
	}

	/**
	 * Tries everything.
	 * @param targets what to try: {@code KIND:PORT} or {@code file:PATH}
	 */
	public static void main(String[] targets) {
		for (String target : targets) {
			String kind = target.substring(0, target.indexOf(':'));
			String where = target.substring(target.indexOf(':') + 1);
			try {
				switch (kind) {
					case "http" -> http(where);
					case "mongo" -> mongo(Integer.parseInt(where));
					case "smtp" -> smtp(Integer.parseInt(where));
					case "amqp" -> amqp(Integer.parseInt(where));
					case "file" -> file(Path.of(where));
					default -> report("unknown target " + target);
				}
			}
			catch (IOException ex) {
				// refused, which is what is asked for
			}
			System.out.println("tried " + target);
		}
	}

	private static void report(String success) {
		System.out.println("SUCCEEDED: " + success);
	}

	private static void http(String port) {
		READS.forEach((path) -> http("GET", port, path));
		WRITES.forEach((path) -> http("POST", port, path));
	}

	private static void http(String method, String port, String path) {
		try {
			HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + path)
				.toURL()
				.openConnection();
			connection.setRequestMethod(method);
			connection.setInstanceFollowRedirects(false);
			connection.setConnectTimeout(TIMEOUT_MILLIS);
			connection.setReadTimeout(TIMEOUT_MILLIS);
			if (method.equals("POST")) {
				connection.setDoOutput(true);
				connection.setRequestProperty("Content-Type", "application/json");
				connection.getOutputStream().write("{}".getBytes(StandardCharsets.UTF_8));
			}
			if (connection.getResponseCode() < 300) {
				report(method + " " + connection.getURL());
			}
		}
		catch (IOException ex) {
			// refused
		}
	}

	/**
	 * Asks for the names of all databases and for an insert, by OP_MSG.
	 */
	private static void mongo(int port) throws IOException {
		for (String command : List.of("listDatabases", "find", "insert", "drop", "dropDatabase")) {
			byte[] name = (command + "\0").getBytes(StandardCharsets.UTF_8);
			byte[] database = "$db\0".getBytes(StandardCharsets.UTF_8);
			byte[] value = "soundlift\0".getBytes(StandardCharsets.UTF_8);
			int documentBytes = 4 + (1 + name.length + 4 + value.length) + (1 + database.length + 4 + value.length) + 1;
			ByteBuffer message = ByteBuffer.allocate(21 + documentBytes).order(ByteOrder.LITTLE_ENDIAN);
			message.putInt(message.capacity()).putInt(1).putInt(0).putInt(2013).putInt(0).put((byte) 0);
			message.putInt(documentBytes);
			message.put((byte) 2).put(name).putInt(value.length).put(value);
			message.put((byte) 2).put(database).putInt(value.length).put(value);
			message.put((byte) 0);
			if (!exchange(port, message.array()).contains("Unauthorized")) {
				report("command " + command);
			}
		}
	}

	private static void smtp(int port) throws IOException {
		String answers = exchange(port, "EHLO n\r\nMAIL FROM:<a@localhost>\r\nRCPT TO:<b@localhost>\r\nDATA\r\nQUIT\r\n"
			.getBytes(StandardCharsets.US_ASCII));
		long refused = answers.lines().filter((line) -> line.startsWith("530")).count();
		if (refused != 3) {
			report("mail: " + answers);
		}
	}

	/**
	 * Logs in with names and passwords that somebody may have left, by AMQP 0-9-1.
	 */
	private static void amqp(int port) throws IOException {
		for (String user : List.of("guest", "soundlift", "")) {
			byte[] response = ("\0" + user + "\0" + user).getBytes(StandardCharsets.UTF_8);
			ByteBuffer method = ByteBuffer.allocate(64 + response.length);
			method.putShort((short) 10).putShort((short) 11).putInt(0);
			method.put((byte) 5).put("PLAIN".getBytes(StandardCharsets.US_ASCII));
			method.putInt(response.length).put(response);
			method.put((byte) 5).put("en_US".getBytes(StandardCharsets.US_ASCII));
			ByteBuffer all = ByteBuffer.allocate(16 + method.position());
			all.put("AMQP".getBytes(StandardCharsets.US_ASCII)).put(new byte[] { 0, 0, 9, 1 });
			all.put((byte) 1).putShort((short) 0).putInt(method.position()).put(method.array(), 0, method.position());
			all.put((byte) 0xCE);
			try (Socket socket = connect(port)) {
				socket.getOutputStream().write(all.array());
				DataInputStream in = new DataInputStream(socket.getInputStream());
				frame(in);
				byte[] second = frame(in);
				if (second.length > 3 && second[1] == 10 && second[3] == 30) {
					report("login at the broker as " + user);
				}
			}
			catch (IOException ex) {
				// refused
			}
		}
	}

	private static byte[] frame(DataInputStream in) throws IOException {
		in.readNBytes(3);
		byte[] payload = in.readNBytes(in.readInt());
		in.readNBytes(1);
		return payload;
	}

	private static String exchange(int port, byte[] request) throws IOException {
		try (Socket socket = connect(port)) {
			socket.getOutputStream().write(request);
			socket.shutdownOutput();
			InputStream in = socket.getInputStream();
			return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
		}
	}

	private static Socket connect(int port) throws IOException {
		Socket socket = new Socket("127.0.0.1", port);
		socket.setSoTimeout(TIMEOUT_MILLIS);
		return socket;
	}

	private static void file(Path path) throws IOException {
		if (Files.isReadable(path) || Files.isWritable(path)) {
			report("access to " + path);
		}
		try (Stream<Path> entries = Files.list(path)) {
			report("list of " + path + ": " + entries.toList());
		}
	}

}
