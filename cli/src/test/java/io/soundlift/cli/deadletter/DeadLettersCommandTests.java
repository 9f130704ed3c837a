package io.soundlift.cli.deadletter;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import io.soundlift.cli.SoundliftCli;
import io.soundlift.testsupport.TcpProxy;
import io.soundlift.testsupport.TestBroker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DeadLettersCommand} on a broker.
 */
@Tag("broker")
class DeadLettersCommandTests {

	/** Class and method of a frame (AMQP 0-9-1, 4.2.4), in ISO 8859-1. */
	private static final String BASIC_PUBLISH = "\0<\0(";

	private static final String BASIC_ACK = "\0<\0P";

	private final String origin = "test." + UUID.randomUUID();

	private final StringWriter out = new StringWriter();

	private final StringWriter err = new StringWriter();

	private final Connection connection;

	private final Channel channel;

	private long parked;

	DeadLettersCommandTests() throws Exception {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setUri(TestBroker.uri());
		this.connection = factory.newConnection();
		this.channel = this.connection.createChannel();
	}

	@BeforeEach
	void declare() throws Exception {
		this.channel.queueDeclare(ParkedDeadLetters.QUEUE, true, false, false, Map.of("x-queue-type", "quorum",
				"x-delivery-limit", Integer.MAX_VALUE, "x-overflow", "reject-publish"));
		this.channel.queuePurge(ParkedDeadLetters.QUEUE);
		this.channel.queueDeclare(this.origin, true, false, false, Map.of());
		this.channel.confirmSelect();
	}

	@AfterEach
	void close() throws Exception {
		this.channel.queuePurge(ParkedDeadLetters.QUEUE);
		this.channel.queueDelete(this.origin);
		this.connection.close();
	}

	@Test
	void listsDeadLettersInTheFormOfTheContractAndLeavesThem() throws Exception {
		JsonNode contract = JsonMapper.shared().readTree(Path.of("../contracts/parked-dead-letter.json").toFile());
		Map<String, Object> headers = new HashMap<>();
		contract.get("headers")
			.properties()
			.forEach((header) -> headers.put(header.getKey(), header.getValue().isNumber()
					? (Object) header.getValue().longValue() : header.getValue().stringValue()));
		park(contract.get("messageId").stringValue(), headers, contract.get("body").stringValue());
		for (int i = 0; i < 30; i++) {
			// more often than RabbitMQ 4 delivers a message by default
			assertThat(deadLetters("list")).isZero();
		}
		assertThat(this.out.toString()).contains(contract.get("messageId").stringValue())
			.contains("video.uploaded.converter")
			.contains("2026-11-26")
			.contains("It names no conversion.")
			.contains("cause: The message names no conversion")
			.contains("body: {}");
		assertParked(1);
	}

	@Test
	void saysThatThereAreNone() {
		assertThat(deadLetters("list")).isZero();
		assertThat(this.err.toString()).contains("There are no dead letters.");
	}

	@Test
	void saysThatThereAreNoneOnABrokerThatNoServiceHasUsed() throws Exception {
		this.channel.queueDelete(ParkedDeadLetters.QUEUE);
		assertThat(deadLetters("list")).isZero();
		assertThat(this.err.toString()).contains("There are no dead letters.");
		declare();
	}

	@Test
	void doesNotLetADeadLetterSteerTheTerminal() throws Exception {
		park("\u001B]0;evil\u0007", Map.of("soundlift-queue", "a\nb"), "\u001B[2J" + "x".repeat(5000));
		assertThat(deadLetters("list")).isZero();
		assertThat(this.out.toString()).doesNotContain("\u001B", "\u0007", "a\nb").hasSizeLessThan(1000);
	}

	@Test
	void sendsOneAgainAsItWasBeforeItDied() throws Exception {
		park("one", Map.of("soundlift-queue", this.origin, "soundlift-parked-reason", "r", "x-exception-message", "m",
				"retry-count", 1, "traceparent", "00-1"), "first");
		park("two", Map.of("soundlift-queue", this.origin), "second");
		assertThat(deadLetters("retry", "one")).isZero();
		assertThat(this.out.toString()).contains("Sent again: 1");
		GetResponse again = this.channel.basicGet(this.origin, true);
		assertThat(again.getBody()).asString().isEqualTo("first");
		assertThat(again.getProps().getHeaders()).containsOnlyKeys("traceparent");
		assertThat(again.getProps().getDeliveryMode()).isEqualTo(2);
		assertThat(again.getProps().getContentType()).isEqualTo("application/json");
		assertParked(1);
	}

	@Test
	void sendsAllAgain() throws Exception {
		park("one", Map.of("soundlift-queue", this.origin), "first");
		park("two", Map.of("soundlift-queue", this.origin), "second");
		assertThat(deadLetters("retry", "--all")).isZero();
		assertThat(this.out.toString()).contains("Sent again: 2");
		assertThat(this.channel.messageCount(this.origin)).isEqualTo(2);
		assertParked(0);
	}

	@Test
	void keepsADeadLetterWhoseQueueIsGone() throws Exception {
		park("one", Map.of("soundlift-queue", "nowhere." + this.origin), "first");
		assertThat(deadLetters("retry", "one")).isEqualTo(1);
		assertThat(this.err.toString()).contains("nowhere." + this.origin).contains("It stays where it is.");
		assertParked(1);
	}

	@Test
	void keepsADeadLetterThatDoesNotSayWhereItComesFrom() throws Exception {
		park("one", Map.of(), "first");
		assertThat(deadLetters("retry", "--all")).isEqualTo(1);
		assertThat(this.err.toString()).contains("does not say which queue it comes from");
		assertParked(1);
	}

	@Test
	void keepsADeadLetterWhenItIsCutOffBeforeTheBrokerHasHeardOfIt() throws Exception {
		park("one", Map.of("soundlift-queue", this.origin), "first");
		assertThat(retryOverALineThatBreaksAt(BASIC_PUBLISH)).isEqualTo(4);
		assertParked(1);
		assertThat(this.channel.messageCount(this.origin)).isZero();
		assertThat(deadLetters("retry", "one")).isZero();
		assertThat(this.channel.messageCount(this.origin)).isEqualTo(1);
	}

	@Test
	void keepsADeadLetterInBothQueuesAndSaysSoWhenItIsCutOffBeforeItTakesItOutOfTheFirst() throws Exception {
		park("one", Map.of("soundlift-queue", this.origin), "first");
		park("two", Map.of("soundlift-queue", this.origin), "second");
		assertThat(retryOverALineThatBreaksAt(BASIC_ACK)).isEqualTo(4);
		assertThat(this.err.toString()).contains("may be in both queues");
		assertParked(2);
		assertThat(this.channel.basicGet(this.origin, true).getBody()).asString().isEqualTo("first");
		assertThat(this.channel.messageCount(this.origin)).isZero();
		assertThat(deadLetters("retry", "--all")).isZero();
		assertThat(this.channel.messageCount(this.origin)).isEqualTo(2);
		assertParked(0);
	}

	private int retryOverALineThatBreaksAt(String method) {
		URI broker = URI.create(TestBroker.uri());
		try (TcpProxy line = new TcpProxy(List.of(new InetSocketAddress(broker.getHost(), broker.getPort())))) {
			line.breakAt(method, 1);
			return run("retry", "--all", "--rabbit-uri",
					TestBroker.uri().replace(":" + broker.getPort(), ":" + line.port()));
		}
	}

	@Test
	void throwsAwayWhatIsNamedAndComplainsOfTheRest() throws Exception {
		park("one", Map.of(), "first");
		park("two", Map.of(), "second");
		assertThat(deadLetters("drop", "two", "three")).isEqualTo(1);
		assertThat(this.err.toString()).contains("There is no dead letter three.");
		assertParked(1);
		assertThat(deadLetters("drop", "--all")).isZero();
		assertParked(0);
	}

	@Test
	void doesNothingWithoutAChoice() throws Exception {
		park("one", Map.of("soundlift-queue", this.origin), "first");
		assertThat(deadLetters("drop")).isEqualTo(1);
		assertThat(deadLetters("retry", "--all", "one")).isEqualTo(1);
		assertThat(this.err.toString()).contains("Give either ids of dead letters or --all.");
		assertParked(1);
	}

	@Test
	void tellsABrokerThatIsAwayFromAWrongPasswordAndHidesIt(@TempDir Path directory) {
		assertThat(run("list", "--rabbit-uri", "amqp://a:secret@127.0.0.1:1/soundlift")).isEqualTo(4);
		assertThat(run("list", "--rabbit-uri", TestBroker.uri().replaceFirst("://[^@]+@", "://a:secret@")))
			.isEqualTo(5);
		assertThat(run("list", "--rabbit-uri", "secret")).isEqualTo(1);
		assertThat(run("list", "--data", directory.toString())).isEqualTo(9);
		assertThat(this.err.toString()).contains("does not answer", "does not accept", "must be like", "not running")
			.doesNotContain("secret");
	}

	private void park(String id, Map<String, Object> headers, String body) throws Exception {
		BasicProperties properties = MessageProperties.MINIMAL_PERSISTENT_BASIC.builder()
			.contentType("application/json")
			.messageId(id)
			.headers(headers)
			.build();
		this.channel.basicPublish("", ParkedDeadLetters.QUEUE, properties, body.getBytes(StandardCharsets.UTF_8));
		this.channel.waitForConfirmsOrDie(60_000);
		assertParked(++this.parked);
	}

	private void assertParked(long count) {
		// what was only looked at comes back when its channel has ended
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.channel.messageCount(ParkedDeadLetters.QUEUE)).isEqualTo(count));
	}

	private int deadLetters(String... arguments) {
		String[] all = new String[arguments.length + 2];
		System.arraycopy(arguments, 0, all, 0, arguments.length);
		all[arguments.length] = "--rabbit-uri";
		all[arguments.length + 1] = TestBroker.uri();
		return run(all);
	}

	private int run(String... arguments) {
		String[] all = new String[arguments.length + 1];
		all[0] = "letters";
		System.arraycopy(arguments, 0, all, 1, arguments.length);
		return SoundliftCli.commandLine()
			.setOut(new PrintWriter(this.out, true))
			.setErr(new PrintWriter(this.err, true))
			.execute(all);
	}

}
