package io.soundlift.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Guard}.
 */
class GuardTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final Guard guard = new Guard(
			new ConnectionLimits(3, 1, 2, 1, MINUTE, MINUTE, DataSize.ofKilobytes(1), MINUTE, 4));

	private final List<SocketChannel> channels = new ArrayList<>();

	@SuppressWarnings("NullAway.Init")
	private ServerSocketChannel server;

	@BeforeEach
	void listen() throws IOException {
		this.server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
	}

	@AfterEach
	void close() throws IOException {
		for (SocketChannel channel : this.channels) {
			channel.close();
		}
		this.server.close();
	}

	@Test
	void evictsOldestUnfinishedHeaderThatWaitsForItsClient() throws IOException {
		Connection first = withUnfinishedHeader();
		Connection second = withUnfinishedHeader();
		this.guard.limitUnfinishedHeaders();
		assertThat(first.isEvicted()).isTrue();
		assertThat(second.isEvicted()).isFalse();
	}

	@Test
	void evictsNoHeaderThatTheServerIsStillReading() throws IOException {
		Connection slowlyRead = connection();
		slowlyRead.work();
		slowlyRead.received(100);
		Connection first = withUnfinishedHeader();
		Connection second = withUnfinishedHeader();
		this.guard.limitUnfinishedHeaders();
		assertThat(slowlyRead.isEvicted()).isFalse();
		assertThat(first.isEvicted()).isTrue();
		slowlyRead.rest(true);
		this.guard.limitUnfinishedHeaders();
		assertThat(slowlyRead.isEvicted()).as("the oldest, once it waits for its client").isTrue();
		assertThat(second.isEvicted()).isFalse();
	}

	@Test
	void makesRoomOfConnectionsThatNoThreadWorksFor() throws IOException {
		Connection read = connection();
		read.work();
		Connection idle = connection();
		connection();
		this.guard.makeRoom();
		assertThat(read.isEvicted()).isFalse();
		assertThat(idle.isEvicted()).isTrue();
	}

	@Test
	void letsNoMoreOfNetworkWaitWhileThoseEvictedHaveNotGone() throws IOException {
		Connection first = stalled();
		Connection second = stalled();
		assertThat(first.isEvicted()).isTrue();
		assertThat(second.isEvicted()).isFalse();
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(this::stalled);
		first.rest(false);
		second.rest(false);
		assertThat(stalled().isEvicted()).isFalse();
	}

	@Test
	void letsAnotherNetworkWaitWhileThoseEvictedHaveNotGone() throws IOException {
		stalled();
		stalled();
		Connection other = active(connection("127.0.0.66"));
		other.received(0);
		assertThat(other.isEvicted()).isFalse();
		other.received(100);
		Connection third = active(connection("127.0.0.67"));
		assertThatExceptionOfType(SocketTimeoutException.class).as("twice as many as may be")
			.isThrownBy(() -> third.received(0));
	}

	@Test
	void countsNoConnectionThatIsClosedAmongThoseThatWait() throws IOException {
		stalled().closed();
		Connection second = stalled();
		stalled();
		assertThat(second.isEvicted()).as("evicted for the third, though one may wait").isTrue();
		second.closed();
		assertThat(stalled().isEvicted()).isFalse();
	}

	private Connection stalled() throws IOException {
		Connection connection = active(connection());
		connection.received(0);
		return connection;
	}

	private static Connection active(Connection connection) throws IOException {
		connection.work();
		connection.received(100);
		connection.beginExchange();
		return connection;
	}

	@Test
	void evictsNobodyWhoHasBegunToBeServedInTheMeantime() throws IOException {
		Connection chosen = withUnfinishedHeader();
		chosen.work();
		chosen.evictIfWaiting();
		assertThat(chosen.isEvicted()).isFalse();
		chosen.received(10);
		assertThat(chosen.isOpen()).isTrue();
	}

	private Connection withUnfinishedHeader() throws IOException {
		Connection connection = connection();
		connection.work();
		connection.received(100);
		connection.rest(true);
		return connection;
	}

	private Connection connection() throws IOException {
		return connection("127.0.0.1");
	}

	private Connection connection(String from) throws IOException {
		SocketChannel client = SocketChannel.open().bind(new InetSocketAddress(from, 0));
		this.channels.add(client);
		client.connect(this.server.getLocalAddress());
		SocketChannel accepted = this.server.accept();
		this.channels.add(accepted);
		return this.guard.connection(accepted);
	}

}
