package io.soundlift.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import io.soundlift.testsupport.FreePort;
import io.soundlift.testsupport.TcpProxy;
import io.soundlift.testsupport.TestBroker;
import io.soundlift.testsupport.TestMail;
import io.soundlift.testsupport.TraceReceiver;
import jakarta.mail.internet.MimeMessage;
import org.bson.Document;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.awaitility.Awaitility.await;

/**
 * All services, with two gateways behind one address, in JVMs of their own, on a
 * MongoDB-wire server, an AMQP broker, an SMTP server and a trace receiver of this JVM
 * (or the real servers that the environment names), used through the public port alone.
 */
final class TestSystem implements AutoCloseable {

	static final String EMAIL = "owner@example.org";

	static final String CLIENT_ID = "system-tests";

	/** Variable that has the time that a service has for what is under way. */
	static final String SHUTDOWN_TIMEOUT = "SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE";

	private static final String GATEWAY = "gateway";

	/** Less than the lifetime of a token, by more than any service needs to start. */
	private static final Duration TOKEN_AGE = Duration.ofMinutes(5);

	private static final List<String> SERVICES = List.of("config-server", "auth-server", "converter", "notifier",
			GATEWAY, "gateway-2");

	private final String password = SystemEnvironment.secret();

	private final String clientSecret = SystemEnvironment.secret();

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final JsonMapper json = new JsonMapper();

	private final TestStore store = TestStore.start();

	private final MongoClient mongo = MongoClients.create(this.store.uri());

	private final TestMail mail = TestMail.start();

	private final Mailbox mailbox = new Mailbox(this.mail::received);

	private final TraceReceiver traces = TraceReceiver.start();

	private final FrontEnd frontEnd = new FrontEnd();

	private final TcpProxy broker;

	private final List<InetSocketAddress> gateways;

	private final TcpProxy balancer;

	private final Map<InetAddress, TcpProxy> detours = new ConcurrentHashMap<>();

	private final AtomicInteger people = new AtomicInteger();

	private final Map<String, ServiceProcess> services = new LinkedHashMap<>();

	private final SystemEnvironment environment;

	private final List<String> secrets;

	private String token = "";

	private Instant tokenSince = Instant.EPOCH;

	/**
	 * A system that is not started yet.
	 */
	TestSystem() {
		URI brokerUri = URI.create(TestBroker.uri());
		this.broker = new TcpProxy(List.of(new InetSocketAddress(brokerUri.getHost(), brokerUri.getPort())));
		Map<String, Integer> ports = new LinkedHashMap<>();
		SERVICES.forEach((service) -> ports.put(service, FreePort.find()));
		this.gateways = gatewayAddresses(ports);
		this.balancer = new TcpProxy(this.gateways);
		SystemEnvironment environment = new SystemEnvironment()
			.with("SOUNDLIFT_CONFIG_URI", "http://127.0.0.1:" + ports.get("config-server"))
			.with("SOUNDLIFT_MONGODB_URI", this.store.uri())
			.with("SOUNDLIFT_RABBIT_URI",
					"amqp://" + brokerUri.getRawUserInfo() + "@127.0.0.1:" + this.broker.port()
							+ brokerUri.getRawPath())
			.with("SOUNDLIFT_SMTP_HOST", this.mail.host())
			.with("SOUNDLIFT_SMTP_PORT", Integer.toString(this.mail.port()))
			.with("SOUNDLIFT_PUBLIC_URL", publicUrl())
			.with("SOUNDLIFT_AUTH_SERVER_URI", "http://127.0.0.1:" + ports.get("auth-server"))
			.with("SOUNDLIFT_AUTH_FIRST_ACCOUNT_EMAIL", EMAIL)
			.with("SOUNDLIFT_AUTH_FIRST_ACCOUNT_PASSWORD", this.password)
			.with("SOUNDLIFT_AUTH_FIRST_ACCOUNT_CLIENT_ID", CLIENT_ID)
			.with("SOUNDLIFT_AUTH_FIRST_ACCOUNT_CLIENT_SECRET", this.clientSecret)
			.with("SOUNDLIFT_OTLP_ENDPOINT", this.traces.endpoint())
			.with("SOUNDLIFT_OTLP_LOGS_ENDPOINT", this.traces.logsEndpoint())
			.with("SOUNDLIFT_CONVERTER_WORKDIRECTORY", Path.of("target", "work").toAbsolutePath().toString())
			.with("SPRING_APPLICATION_JSON", this.frontEnd.configuration())
			// longer than all takes on a slow machine that a test has begun by then
			.with(SHUTDOWN_TIMEOUT, "100s");
		this.environment = environment;
		this.secrets = environment.secrets();
		Path folder = Path.of("target", "logs");
		ports.forEach((service, port) -> this.services.put(service,
				new ServiceProcess(service, module(service), folder, port, environment.of(module(service)))));
	}

	private static List<InetSocketAddress> gatewayAddresses(Map<String, Integer> ports) {
		return ports.entrySet()
			.stream()
			.filter((port) -> module(port.getKey()).equals(GATEWAY))
			.map((port) -> new InetSocketAddress("127.0.0.1", port.getValue()))
			.toList();
	}

	private static String module(String service) {
		return service.startsWith(GATEWAY) ? GATEWAY : service;
	}

	/**
	 * Starts all services and waits until each is ready.
	 */
	TestSystem start() {
		TestBroker.clear();
		ServiceProcess first = service("config-server");
		first.start().awaitReady();
		this.services.values().stream().filter((service) -> service != first).forEach(ServiceProcess::start);
		this.services.values().forEach(ServiceProcess::awaitReady);
		renewToken();
		return this;
	}

	/**
	 * Gets a new token for what programs do in the tests.
	 */
	void renewToken() {
		this.token = newToken("conversions:read conversions:write");
		this.tokenSince = Instant.now();
	}

	ServiceProcess service(String name) {
		ServiceProcess service = this.services.get(name);
		if (service == null) {
			throw new IllegalArgumentException("No service is called " + name);
		}
		return service;
	}

	/**
	 * Creates one more converter with one encoder, which is not started yet.
	 * @param name name of the process
	 */
	ServiceProcess oneMoreConverter(String name) {
		ServiceProcess converter = new ServiceProcess(name, "converter", Path.of("target", "logs"), FreePort.find(),
				this.environment.of("converter"));
		converter.set("SOUNDLIFT_CONVERTER_ENCODERS", "1");
		return converter;
	}

	TestMail mail() {
		return this.mail;
	}

	Mailbox mailbox() {
		return this.mailbox;
	}

	TraceReceiver traces() {
		return this.traces;
	}

	TcpProxy broker() {
		return this.broker;
	}

	MongoDatabase database() {
		return this.mongo.getDatabase("soundlift");
	}

	/**
	 * Returns the database of the authorization server.
	 */
	MongoDatabase authDatabase() {
		return this.mongo.getDatabase("soundlift_auth");
	}

	FrontEnd frontEnd() {
		return this.frontEnd;
	}

	/**
	 * The one address of all gateways.
	 */
	String publicUrl() {
		return "http://127.0.0.1:" + this.balancer.port();
	}

	/**
	 * What nobody but the services may know, and the token that the tests use.
	 */
	List<String> secrets() {
		return Stream.concat(this.secrets.stream(), Stream.of(this.token)).toList();
	}

	/**
	 * Counts how often publishing the event of an upload was tried.
	 */
	int publishingTries(String id) {
		Document conversion = database().getCollection("conversions").find(new Document("_id", id)).first();
		return (conversion != null) ? conversion.getEmbedded(List.of("outbox", "videoUploaded", "tries"), Integer.class)
				: 0;
	}

	String clientSecret() {
		return this.clientSecret;
	}

	/**
	 * Returns an address of the gateways at which clients seem to be elsewhere.
	 * @param source where they seem to be, an address of this machine
	 */
	String urlFrom(String source) {
		InetAddress address = new InetSocketAddress(source, 0).getAddress();
		return "http://127.0.0.1:"
				+ this.detours.computeIfAbsent(address, (key) -> new TcpProxy(this.gateways, key)).port();
	}

	/**
	 * Creates a browser for the owner of the first account.
	 */
	Person owner() {
		return new Person(publicUrl(), EMAIL, this.password);
	}

	/**
	 * Creates a browser for somebody who has just signed up and is not signed in.
	 * @param name what their address starts with
	 */
	Person newPerson(String name) {
		String address = name + "-" + this.people.incrementAndGet() + "@example.org";
		Person person = new Person(publicUrl(), address, SystemEnvironment.secret());
		person.signUp(this.mailbox);
		return new Person(publicUrl(), address, person.password());
	}

	/**
	 * Gets an access token by client credentials.
	 */
	String newToken(String scope) {
		return newToken(CLIENT_ID, this.clientSecret, scope);
	}

	/**
	 * Gets an access token by the client credentials of any API client.
	 */
	String newToken(String id, String secret, String scope) {
		String credentials = Base64.getEncoder()
			.encodeToString(
					(id + ":" + URLEncoder.encode(secret, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
		HttpRequest request = HttpRequest.newBuilder(URI.create(publicUrl() + "/auth/oauth2/token"))
			.header("Authorization", "Basic " + credentials)
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers
				.ofString("grant_type=client_credentials&scope=" + URLEncoder.encode(scope, StandardCharsets.UTF_8)))
			.build();
		HttpResponse<byte[]> response = send(request);
		if (response.statusCode() != 200) {
			throw new IllegalStateException(
					"No token: " + response.statusCode() + new String(response.body(), StandardCharsets.UTF_8));
		}
		return json(response).get("access_token").asString();
	}

	/**
	 * Begins a request with the token that the tests use, which is a new one now and
	 * then: all tests together may take longer than one lives.
	 * @param path path of the API
	 * @return a request for {@code GET}
	 */
	HttpRequest.Builder request(String path) {
		if (this.tokenSince.plus(TOKEN_AGE).isBefore(Instant.now()) && service("auth-server").isAlive()) {
			renewToken();
		}
		return request(path, this.token);
	}

	private HttpRequest.Builder request(String path, String token) {
		return HttpRequest.newBuilder(URI.create(publicUrl() + path)).header("Authorization", "Bearer " + token);
	}

	/**
	 * Calls the API with a token.
	 * @return the status
	 */
	int apiStatus(String token) {
		return send(request("/api/conversions", token).build()).statusCode();
	}

	int apiStatus(AccessToken token) {
		return apiStatus(token.getValue());
	}

	HttpResponse<byte[]> send(HttpRequest request) {
		try {
			return this.http.send(request, HttpResponse.BodyHandlers.ofByteArray());
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
	 * Uploads a video.
	 * @return id of its conversion
	 */
	String upload(Path video) {
		return upload(video, "");
	}

	/**
	 * Uploads a video.
	 * @param query options, with a question mark in front; empty for none
	 * @return the conversion's id
	 */
	String upload(Path video, String query) {
		try {
			HttpResponse<byte[]> response = send(request("/api/conversions" + query).header("Content-Type", "video/mp4")
				.header("Content-Disposition", "attachment; filename=\"" + video.getFileName() + "\"")
				.POST(HttpRequest.BodyPublishers.ofFile(video))
				.build());
			if (response.statusCode() != 202) {
				throw new IllegalStateException(
						response.statusCode() + " " + new String(response.body(), StandardCharsets.UTF_8));
			}
			return json(response).get("id").asString();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	JsonNode conversion(String id) {
		return json(send(request("/api/conversions/" + id).build()));
	}

	/**
	 * Waits until a conversion is in a state.
	 * @return the conversion
	 */
	JsonNode awaitState(String id, String state) {
		return await(id + " " + state).atMost(Duration.ofMinutes(3))
			.pollInterval(Duration.ofMillis(100))
			.until(() -> conversion(id), (conversion) -> conversion.path("state").asString("").equals(state));
	}

	/**
	 * Waits until there is a mail about a conversion.
	 */
	MimeMessage awaitMail(String id) {
		return await("mail about " + id).atMost(Duration.ofMinutes(2))
			.until(() -> mailsAbout(id), (mails) -> !mails.isEmpty())
			.get(0);
	}

	List<MimeMessage> mailsAbout(String id) {
		return this.mailbox.about(id);
	}

	/**
	 * Counts documents.
	 * @param collection where
	 * @param condition which
	 */
	long count(String collection, Document condition) {
		return database().getCollection(collection).countDocuments(condition);
	}

	JsonNode json(HttpResponse<byte[]> response) {
		return this.json.readTree(new String(response.body(), StandardCharsets.UTF_8));
	}

	@Override
	public void close() {
		this.services.values().forEach(ServiceProcess::close);
		this.frontEnd.close();
		this.detours.values().forEach(TcpProxy::close);
		this.balancer.close();
		this.broker.close();
		this.mail.close();
		this.traces.close();
		this.mongo.close();
		this.store.close();
	}

}
