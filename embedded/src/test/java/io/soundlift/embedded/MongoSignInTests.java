package io.soundlift.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.MongoSecurityException;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what a client of {@link EmbeddedMongo} may do before and after it has
 * authenticated.
 */
class MongoSignInTests {

	private static final ServerLogin LOGIN = new ServerLogin("soundlift", "p4s5!word%/@:");

	private static EmbeddedMongo mongo;

	private static MongoClient owner;

	@BeforeAll
	static void start() {
		mongo = EmbeddedMongo.start(null, 0, LOGIN);
		owner = MongoClients.create(mongo.uri());
		owner.getDatabase("soundlift").getCollection("accounts").insertOne(new Document("_id", 1).append("hash", "h"));
	}

	@AfterAll
	static void stop() {
		owner.close();
		mongo.close();
	}

	@AfterEach
	void leavesDataAsTheyWere() {
		assertThat(owner.getDatabase("soundlift").getCollection("accounts").find().into(new ArrayList<>()))
			.containsExactly(new Document("_id", 1).append("hash", "h"));
	}

	@Test
	void letsClientInThatNegotiatesTheMechanism() {
		try (MongoClient client = client(
				MongoCredential.createCredential(LOGIN.username(), "admin", LOGIN.password().toCharArray()))) {
			assertThat(client.getDatabase("soundlift").getCollection("accounts").countDocuments()).isEqualTo(1);
		}
	}

	@Test
	void refusesClientWithAnotherPassword() {
		for (String password : List.of("p4s5!word%/@", "x", LOGIN.password() + " ")) {
			assertRefused(
					MongoCredential.createScramSha256Credential(LOGIN.username(), "admin", password.toCharArray()));
		}
	}

	@Test
	void refusesClientWithAnotherNameOrMechanism() {
		char[] password = LOGIN.password().toCharArray();
		assertRefused(MongoCredential.createScramSha256Credential("root", "admin", password));
		assertRefused(MongoCredential.createScramSha1Credential(LOGIN.username(), "admin", password));
		assertRefused(MongoCredential.createPlainCredential(LOGIN.username(), "admin", password));
	}

	private static void assertRefused(MongoCredential credential) {
		try (MongoClient client = client(credential)) {
			assertThatExceptionOfType(MongoSecurityException.class)
				.isThrownBy(() -> client.getDatabase("soundlift").getCollection("accounts").countDocuments());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{find: 'accounts'}", "{insert: 'accounts', documents: [{_id: 2}]}",
			"{update: 'accounts', updates: [{q: {}, u: {$set: {hash: 'mine'}}}]}",
			"{delete: 'accounts', deletes: [{q: {}, limit: 0}]}", "{findAndModify: 'accounts', remove: true}",
			"{aggregate: 'accounts', pipeline: [], cursor: {}}", "{count: 'accounts'}",
			"{distinct: 'accounts', key: 'hash'}", "{drop: 'accounts'}", "{dropDatabase: 1}", "{create: 'mine'}",
			"{createIndexes: 'accounts', indexes: [{key: {hash: 1}, name: 'h', unique: true}]}",
			"{dropIndexes: 'accounts', index: '*'}", "{listDatabases: 1}", "{listCollections: 1}",
			"{listIndexes: 'accounts'}", "{renameCollection: 'soundlift.accounts', to: 'soundlift.mine'}",
			"{getMore: {$numberLong: '1'}, collection: 'accounts'}",
			"{killCursors: 'accounts', cursors: [{$numberLong: '1'}]}", "{collStats: 'accounts'}", "{dbStats: 1}",
			"{serverStatus: 1}", "{buildInfo: 1}", "{hostInfo: 1}", "{getLog: 'startupWarnings'}",
			"{getCmdLineOpts: 1}", "{validate: 'accounts'}", "{whatsmyuri: 1}", "{getLastError: 1}",
			"{endSessions: []}", "{$query: {find: 'accounts'}}", "{nothing: 1}", "{'': 1}" })
	void refusesCommandWithoutCredentials(String command) throws IOException {
		try (WireClient client = new WireClient(mongo.port())) {
			client.send(WireClient.command(Document.parse(command)));
			assertThat(client.answer()).containsEntry("code", 13).containsEntry("codeName", "Unauthorized");
			client.send(query("soundlift.$cmd", Document.parse(command)));
			assertThat(client.answer()).containsEntry("code", 13).containsEntry("codeName", "Unauthorized");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "soundlift.accounts", "soundlift.$cmd.sys.inprog", "admin.system.users", "soundlift", "" })
	void refusesLegacyQueryWithoutCredentials(String collection) throws IOException {
		try (WireClient client = new WireClient(mongo.port())) {
			client.send(query(collection, new Document()));
			assertThat(client.answer()).containsEntry("code", 13);
		}
	}

	@Test
	void closesConnectionWhenOperationIsLegacyWrite() throws IOException {
		byte[] collection = WireClient.text("soundlift.accounts");
		byte[] all = WireClient.bson(new Document());
		byte[] document = WireClient.bson(new Document("_id", 3));
		assertClosed(WireClient.message(2002, WireClient.numbers(0), collection, document));
		assertClosed(WireClient.message(2001, WireClient.numbers(0), collection, WireClient.numbers(2), all, document));
		assertClosed(WireClient.message(2006, WireClient.numbers(0), collection, WireClient.numbers(0), all));
		assertClosed(WireClient.message(2005, WireClient.numbers(0), collection, WireClient.numbers(0, 1, 0)));
		assertClosed(WireClient.message(2007, WireClient.numbers(0, 1, 1, 0)));
		assertClosed(WireClient.message(2012, WireClient.numbers(2013, 5), new byte[6]));
	}

	@Test
	void answersGreetingsWithoutCredentials() throws IOException {
		try (WireClient client = new WireClient(mongo.port())) {
			for (String command : List.of("hello", "isMaster", "ping")) {
				client.send(WireClient.command(new Document(command, 1)));
				assertThat(client.answer()).containsEntry("ok", 1.0).doesNotContainKeys("databases", "cursor");
			}
		}
	}

	@Test
	void refusesCommandThatFollowsUnprovenStart() throws IOException {
		try (WireClient client = new WireClient(mongo.port())) {
			client.send(WireClient.command(start("n,,n=soundlift,r=abc")));
			client.send(WireClient.command(new Document("find", "accounts")));
			assertThat(client.answer()).containsEntry("done", false);
			assertThat(client.answer()).containsEntry("code", 13);
		}
	}

	@Test
	void refusesEmptyOrForeignProof() throws IOException {
		for (String end : List.of("", ",p=", ",p=AAAA", ",p=" + "A".repeat(43) + "=", ",p=!")) {
			try (WireClient client = new WireClient(mongo.port())) {
				client.send(WireClient.command(start("n,,n=soundlift,r=abc")));
				String serverFirst = new String(client.answer().get("payload", Binary.class).getData(),
						StandardCharsets.UTF_8);
				String nonce = serverFirst.substring(2, serverFirst.indexOf(','));
				client.send(WireClient.command(proceed(end.isEmpty() ? "" : "c=biws,r=" + nonce + end)));
				assertThat(client.answer()).containsEntry("code", 18);
				assertThat(client.isClosedByServer()).isTrue();
			}
		}
	}

	@Test
	void refusesProofWithoutStart() throws IOException {
		for (String payload : List.of("", "c=biws,r=,p=")) {
			try (WireClient client = new WireClient(mongo.port())) {
				client.send(WireClient.command(proceed(payload)));
				assertThat(client.answer()).containsEntry("code", 18);
			}
		}
	}

	@Test
	void closesConnectionWhenMessageIsLargeBeforeSignIn() throws IOException {
		try (WireClient client = new WireClient(mongo.port())) {
			client.send(WireClient.numbers(48_000_000, 1, 0, 2013, 0));
			assertThat(client.isClosedByServer()).isTrue();
		}
		assertClosed(WireClient.command(new Document("hello", 1).append("x", "x".repeat(10_000))));
	}

	@Test
	void closesConnectionWhenDocumentAnnouncesMoreThanItHas() throws IOException {
		for (int announced : new int[] { 1_000_000_000, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 6 }) {
			byte[] binary = WireClient.bson(new Document("hello", new Binary(new byte[5])));
			ByteBuffer.wrap(binary).order(ByteOrder.LITTLE_ENDIAN).putInt(11, announced);
			assertClosed(WireClient.message(2013, WireClient.numbers(0), new byte[1], binary));
			byte[] whole = WireClient.bson(new Document("hello", 1));
			ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putInt(0, announced);
			assertClosed(WireClient.message(2013, WireClient.numbers(0), new byte[1], whole));
		}
	}

	@Test
	void closesConnectionWhenDocumentsAreNestedDeeply() throws IOException {
		Document nested = new Document();
		for (int i = 0; i < 900; i++) {
			nested = new Document("a", nested);
		}
		assertClosed(WireClient.command(new Document("hello", nested)));
	}

	@Test
	void letsClientInWhileOthersHoldManyConnections() throws IOException {
		List<WireClient> held = new ArrayList<>();
		try {
			for (int i = 0; i < 500; i++) {
				WireClient client = new WireClient(mongo.port());
				held.add(client);
				if (i % 2 == 0) {
					client.send(WireClient.command(new Document("hello", 1)));
				}
				if (i % 100 == 99) {
					letsClientInThatNegotiatesTheMechanism();
				}
			}
			// each kind has 128 places
			assertThat(held.get(1).isClosedByServer()).isTrue();
			assertThat(held.get(0).answer()).containsEntry("ok", 1.0);
			held.get(0).send(WireClient.command(new Document("hello", 1)));
			assertThat(held.get(0).answer()).as("the oldest that has greeted stays").containsEntry("ok", 1.0);
		}
		finally {
			for (WireClient client : held) {
				client.close();
			}
		}
	}

	private static void assertClosed(byte[] message) throws IOException {
		try (WireClient client = new WireClient(mongo.port())) {
			client.send(message);
			assertThat(client.isClosedByServer()).isTrue();
		}
	}

	private static byte[] query(String collection, Document query) {
		return WireClient.message(2004, WireClient.numbers(0), WireClient.text(collection), WireClient.numbers(0, -1),
				WireClient.bson(query));
	}

	private static Document start(String payload) {
		return new Document("saslStart", 1).append("mechanism", "SCRAM-SHA-256")
			.append("payload", new Binary(payload.getBytes(StandardCharsets.UTF_8)));
	}

	private static Document proceed(String payload) {
		return new Document("saslContinue", 1).append("conversationId", 1)
			.append("payload", new Binary(payload.getBytes(StandardCharsets.UTF_8)));
	}

	private static MongoClient client(@Nullable MongoCredential credential) {
		MongoClientSettings.Builder settings = MongoClientSettings.builder()
			.applyToClusterSettings((cluster) -> cluster.hosts(List.of(new ServerAddress("127.0.0.1", mongo.port()))));
		if (credential != null) {
			settings.credential(credential);
		}
		return MongoClients.create(settings.build());
	}

}
