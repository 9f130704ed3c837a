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
	void readsNoMoreLeftoversWhileThoseEvictedHaveNotGone() throws IOException {
		Connection first = answered();
		first.received(0);
		Connection second = answered();
		second.received(0);
		assertThat(first.isEvicted()).isTrue();
		assertThat(second.isEvicted()).isFalse();
		Connection third = answered();
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> third.received(0));
		first.rest(false);
		second.rest(false);
		Connection fourth = answered();
		fourth.received(0);
		assertThat(fourth.isEvicted()).isFalse();
	}

	@Test
	void readsBodyOfUnansweredRequestWhileLeftoversHaveNotGone() throws IOException {
		answered().received(0);
		answered().received(0);
		Connection unanswered = active();
		unanswered.received(0);
		assertThat(unanswered.isEvicted()).isFalse();
		unanswered.received(100);
	}

	private Connection answered() throws IOException {
		Connection connection = active();
		connection.endExchange();
		return connection;
	}

	private Connection active() throws IOException {
		Connection connection = connection();
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
		this.channels.add(SocketChannel.open(this.server.getLocalAddress()));
		SocketChannel accepted = this.server.accept();
		this.channels.add(accepted);
		return this.guard.connection(accepted);
	}

}
