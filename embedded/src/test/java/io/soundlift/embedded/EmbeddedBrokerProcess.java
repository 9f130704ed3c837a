package io.soundlift.embedded;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;

/**
 * A process that holds an {@link EmbeddedBroker} and, when it is asked to end, says
 * whether the broker goes on for the two seconds that its clients may need.
 */
public final class EmbeddedBrokerProcess {

	private EmbeddedBrokerProcess() {
	}

	public static void main(String[] args) throws InterruptedException {
		PrintStream output = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
		EmbeddedBroker broker = EmbeddedBroker.start(0, "a", "b");
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			Awaitility.await()
				.pollInterval(Duration.ofMillis(50))
				.during(Duration.ofSeconds(2))
				.atMost(Duration.ofMinutes(1))
				.until(() -> answers(broker.port()));
			output.println("answers while others stop");
		}));
		output.println("started");
		new CountDownLatch(1).await();
	}

	private static boolean answers(int port) throws Exception {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream().write(new byte[] { 'A', 'M', 'Q', 'P', 0, 0, 9, 1 });
			// the first byte of the broker's answer, a method frame
			return socket.getInputStream().read() == 1;
		}
	}

}
