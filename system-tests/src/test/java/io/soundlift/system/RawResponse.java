package io.soundlift.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a server answers to a request whose path no client would send.
 *
 * @param status the status
 * @param text everything that the server sent
 */
record RawResponse(int status, String text) {

	/**
	 * Sends a request as it is.
	 * @param server where to
	 * @param method method
	 * @param path path, written into the request line unchanged
	 * @param headers headers besides {@code Host} and {@code Connection}
	 */
	static RawResponse of(URI server, String method, String path, Map<String, String> headers) {
		String more = headers.entrySet()
			.stream()
			.map((header) -> header.getKey() + ": " + header.getValue() + "\r\n")
			.collect(Collectors.joining());
		String request = method + " " + path + " HTTP/1.1\r\nHost: " + server.getAuthority()
				+ "\r\nConnection: close\r\n" + more + "\r\n";
		try (Socket socket = new Socket(server.getHost(), server.getPort())) {
			socket.setSoTimeout(30000);
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			String text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			return new RawResponse(Integer.parseInt(text.split(" ", 3)[1]), text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
