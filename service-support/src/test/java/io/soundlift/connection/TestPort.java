package io.soundlift.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.util.unit.DataSize;

/**
 * Guarded port with short limits. {@code POST /} reads the body and answers with its
 * size, {@code /form} reads it as a form, {@code /upload} as a transfer; {@code /ignore}
 * answers without it; {@code /large} has a large answer; {@code /wait} waits until it is
 * told to go on.
 */
final class TestPort implements AutoCloseable {

	static final ConnectionLimits LIMITS = new ConnectionLimits(20, 5, 8, 4, Duration.ofSeconds(2),
			Duration.ofSeconds(2), DataSize.ofBytes(1000), Duration.ofSeconds(4), 0);

	static final int TIMEOUT_MILLIS = 60_000;

	static final TransferRate RATE = new TransferRate(DataSize.ofBytes(100), Duration.ofSeconds(1));

	private static final int LARGE = 32 * 1024 * 1024;

	final CountDownLatch goOn = new CountDownLatch(1);

	final AtomicInteger active = new AtomicInteger();

	private final WebServer server;

	TestPort() {
		this(LIMITS);
	}

	TestPort(ConnectionLimits limits) {
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
		factory.setAddress(InetAddress.getLoopbackAddress());
		new GuardedPort(limits).customize(factory);
		this.server = factory.getWebServer((context) -> {
			context.addServlet("test", new Answers()).addMapping("/*");
			context.addFilter("body", new RequestBodyFilter()).addMappingForUrlPatterns(null, true, "/*");
		});
		this.server.start();
	}

	/**
	 * Opens a connection and sends something.
	 * @param text what is sent
	 */
	Socket send(String text) {
		return send(InetAddress.getLoopbackAddress(), text);
	}

	/**
	 * Opens a connection from an address of this machine and sends something.
	 */
	Socket send(InetAddress from, String text) {
		try {
			Socket socket = new Socket();
			socket.setReceiveBufferSize(4096);
			socket.setSoTimeout(TIMEOUT_MILLIS);
			socket.bind(new InetSocketAddress(from, 0));
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.server.getPort()));
			write(socket, text);
			return socket;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static void write(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	/**
	 * Returns the status line, or an empty text if the connection is closed without.
	 */
	static String status(Socket socket) {
		try {
			StringBuilder line = new StringBuilder();
			InputStream input = socket.getInputStream();
			for (int next = input.read(); next >= 0 && next != '\r'; next = input.read()) {
				line.append((char) next);
			}
			return line.toString();
		}
		catch (IOException ex) {
			return "";
		}
	}

	@Override
	public void close() {
		this.goOn.countDown();
		this.server.stop();
		this.server.destroy();
	}

	/**
	 * Answers of the port.
	 */
	private final class Answers extends HttpServlet {

		@Override
		protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
			TestPort.this.active.incrementAndGet();
			try {
				answer(request, response);
			}
			finally {
				TestPort.this.active.decrementAndGet();
			}
		}

		private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
			switch (request.getRequestURI()) {
				case "/ignore" -> response.setStatus(401);
				case "/large" -> response.getOutputStream().write(new byte[LARGE]);
				case "/form" -> response.getWriter().print(request.getParameter("a"));
				case "/upload" -> {
					Transfer.begin(request, RATE);
					response.getWriter().print(request.getInputStream().transferTo(OutputStream.nullOutputStream()));
				}
				case "/wait" -> {
					try {
						TestPort.this.goOn.await();
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
				}
				default ->
					response.getWriter().print(request.getInputStream().transferTo(OutputStream.nullOutputStream()));
			}
		}

	}

}
