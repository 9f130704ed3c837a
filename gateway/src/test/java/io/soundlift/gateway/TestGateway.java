package io.soundlift.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.mongodb.client.MongoDatabase;
import io.soundlift.gateway.openapi.ApiAnswers;
import io.soundlift.journey.conversion.Claims;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.file.FileStore;
import io.soundlift.testsupport.TestBroker;
import io.soundlift.testsupport.TestMongo;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * The whole gateway with a database of its own, behind a real port.
 */
public final class TestGateway implements AutoCloseable {

	/** Both scopes. */
	public static final String ALL = "conversions:read conversions:write";

	/** Greatest size of a video here. */
	public static final int MAX_VIDEO_BYTES = 3 * 1024 * 1024;

	/** Most uploads at a time here. */
	public static final int MAX_CONCURRENT_UPLOADS = 2;

	/** Key that the gateway encrypts with. */
	public static final String ENCRYPTION_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

	/** Origin that browsers see. */
	public static final String PUBLIC_URL = "http://public.example:8080";

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final TestAuthServer authServer;

	private final String database;

	private final ConfigurableApplicationContext context;

	/**
	 * Starts a gateway with a database and an authorization server of its own.
	 * @param properties further properties as {@code --name=value}, which win
	 */
	public TestGateway(String... properties) {
		this(new TestAuthServer(), TestMongo.databaseName(), properties);
	}

	/**
	 * Starts a gateway.
	 * @param authServer its authorization server
	 * @param database its database
	 * @param properties further properties as {@code --name=value}, which win
	 */
	public TestGateway(TestAuthServer authServer, String database, String... properties) {
		this(authServer, database, null, properties);
	}

	/**
	 * Starts a gateway with a database and an authorization server of its own.
	 * @param clock clock of leases and limits
	 * @param properties further properties as {@code --name=value}, which win
	 */
	public TestGateway(Clock clock, String... properties) {
		this(new TestAuthServer(), TestMongo.databaseName(), clock, properties);
	}

	private TestGateway(TestAuthServer authServer, String database, @Nullable Clock clock, String... properties) {
		this.authServer = authServer;
		this.database = database;
		this.context = new SpringApplicationBuilder(GatewayApplication.class).initializers((context) -> {
			if (clock != null) {
				((GenericApplicationContext) context).registerBean("testClock", Clock.class, () -> clock,
						(definition) -> definition.setPrimary(true));
			}
		}).run(arguments(authServer, database, properties).toArray(String[]::new));
	}

	/**
	 * Returns the arguments that a gateway is started with.
	 * @param authServer its authorization server
	 * @param database its database
	 * @param properties further properties as {@code --name=value}, which win
	 * @return properties as {@code --name=value}
	 */
	public static List<String> arguments(TestAuthServer authServer, String database, String... properties) {
		List<String> arguments = new ArrayList<>(List.of("--spring.cloud.config.enabled=false", "--server.port=0",
				"--server.address=127.0.0.1", "--management.server.port=0", "--spring.mongodb.uri=" + TestMongo.uri(),
				"--spring.mongodb.database=" + database, "--spring.rabbitmq.addresses=" + TestBroker.uri(),
				"--soundlift.gateway.public-url=" + PUBLIC_URL,
				"--soundlift.gateway.auth-server-uri=" + authServer.uri(),
				"--soundlift.gateway.web-client-secret=" + TestAuthServer.WEB_CLIENT_SECRET,
				"--soundlift.gateway.forwarding-secret=" + TestAuthServer.FORWARDING_SECRET,
				"--soundlift.gateway.encryption-key=" + ENCRYPTION_KEY, "--soundlift.gateway.revocation-poll=100ms",
				"--soundlift.webhooks.encryption-key=" + ENCRYPTION_KEY,
				"--soundlift.gateway.max-video-size=" + MAX_VIDEO_BYTES + "B",
				"--soundlift.gateway.max-concurrent-uploads=" + MAX_CONCURRENT_UPLOADS,
				// nothing goes while a test looks at what is stored
				"--soundlift.retention.videos=0"));
		for (String property : properties) {
			String name = property.substring(0, property.indexOf('=') + 1);
			arguments.removeIf((argument) -> argument.startsWith(name));
			arguments.add(property);
		}
		return arguments;
	}

	/**
	 * Starts a second gateway with the same database and authorization server.
	 * @param properties further properties as {@code --name=value}, which win
	 * @return the second gateway
	 */
	public TestGateway replica(String... properties) {
		return new TestGateway(this.authServer, this.database, properties);
	}

	/**
	 * Starts a second gateway with the same database and authorization server.
	 * @param clock clock of leases and limits
	 * @param properties further properties as {@code --name=value}, which win
	 * @return the second gateway
	 */
	public TestGateway replica(Clock clock, String... properties) {
		return new TestGateway(this.authServer, this.database, clock, properties);
	}

	/**
	 * Returns the server that issues this gateway's tokens.
	 * @return the server
	 */
	public TestAuthServer authServer() {
		return this.authServer;
	}

	/**
	 * Returns a bean of the gateway.
	 * @param type its type
	 * @param <T> its type
	 * @return the bean
	 */
	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	/**
	 * Returns the conversions behind the gateway.
	 * @return the conversions
	 */
	public Conversions conversions() {
		return bean(Conversions.class);
	}

	/**
	 * Returns the claims of converters behind the gateway.
	 * @return the claims
	 */
	public Claims claims() {
		return bean(Claims.class);
	}

	/**
	 * Returns the files behind the gateway.
	 * @return the files
	 */
	public FileStore files() {
		return bean(FileStore.class);
	}

	/**
	 * Begins a request with an owner's token for both scopes.
	 * @param path path and query
	 * @param owner id of the account
	 * @return the request
	 */
	public HttpRequest.Builder as(String owner, String path) {
		return anonymous(path).header("Authorization", "Bearer " + this.authServer.token(owner, ALL));
	}

	/**
	 * Begins a request without a token.
	 * @param path path and query
	 * @return the request
	 */
	public HttpRequest.Builder anonymous(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path)).timeout(Duration.ofMinutes(2));
	}

	/**
	 * Port that the gateway listens on.
	 * @return the port
	 */
	public int port() {
		return Integer.parseInt(this.context.getEnvironment().getRequiredProperty("local.server.port"));
	}

	/**
	 * Begins a request to the port for operators.
	 * @param path path and query
	 * @return the request
	 */
	public HttpRequest.Builder management(String path) {
		String port = this.context.getEnvironment().getRequiredProperty("local.management.port");
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
	}

	/**
	 * Sends a request. An answer of the API is compared with the OpenAPI document.
	 * @param request the request
	 * @return the answer with its body as it came
	 */
	public HttpResponse<byte[]> send(HttpRequest.Builder request) {
		return send(request, HttpResponse.BodyHandlers.ofByteArray());
	}

	/**
	 * Sends a request whose answer is read bit by bit.
	 * @param request the request
	 * @return the answer, whose body is to be closed
	 */
	public HttpResponse<InputStream> sendForStream(HttpRequest.Builder request) {
		return send(request, HttpResponse.BodyHandlers.ofInputStream());
	}

	private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
		try {
			HttpResponse<T> response = this.http.send(request.build(), body);
			ApiAnswers.check(response);
			return response;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Reads an answer's body as JSON.
	 * @param response the answer
	 * @return its body
	 */
	public static JsonNode json(HttpResponse<byte[]> response) {
		return new JsonMapper().readTree(new String(response.body(), StandardCharsets.UTF_8));
	}

	/**
	 * Counts what is stored of conversions and files.
	 */
	public long storedDocuments() {
		return storedIds().size();
	}

	/**
	 * Returns what is stored of conversions and files.
	 * @return the collection and the id of each document
	 */
	public Set<String> storedIds() {
		MongoDatabase database = bean(MongoDatabaseFactory.class).getMongoDatabase();
		Set<String> ids = new HashSet<>();
		for (String name : List.of("conversions", "videos.files", "videos.chunks", "mp3s.files", "mp3s.chunks",
				"kept_chunks", "kept_chunks.files", "kept_chunks.chunks", "file_writes")) {
			database.getCollection(name)
				.find()
				.projection(new Document("_id", 1))
				.forEach((document) -> ids.add(name + " " + document.get("_id")));
		}
		return ids;
	}

	/**
	 * Stops this gateway, but neither its database nor its authorization server.
	 */
	public void stop() {
		this.context.close();
	}

	@Override
	public void close() {
		bean(MongoDatabaseFactory.class).getMongoDatabase().drop();
		stop();
		this.authServer.close();
	}

}
