package io.soundlift.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.soundlift.testsupport.TestBroker;
import io.soundlift.testsupport.TestMail;
import io.soundlift.testsupport.TraceReceiver;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import org.bson.Document;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.awaitility.Awaitility.await;

/**
 * All five services in JVMs of their own, on a MongoDB-wire server, an AMQP broker, an
 * SMTP server and a trace receiver of this JVM (or the real servers that the environment
 * names), used through the public port alone.
 */
final class TestSystem implements AutoCloseable {

	static final String EMAIL = "owner@example.org";

	private static final String CLIENT_ID = "system-tests";

	private final String clientSecret = secret();

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final JsonMapper json = new JsonMapper();

	private final TestStore store = TestStore.start();

	private final MongoClient mongo = MongoClients.create(this.store.uri());

	private final TestMail mail = TestMail.start();

	private final TraceReceiver traces = TraceReceiver.start();

	private final TcpProxy broker;

	private final int gatewayPort = ServiceProcess.freePort();

	private final Map<String, ServiceProcess> services = new LinkedHashMap<>();

	private String token = "";

	/**
	 * A system that is not started yet.
	 * @param name name of the folder for its logs, below the build's folder
	 * @param extraEnvironment what its services get besides what they need
	 */
	TestSystem(String name, Map<String, String> extraEnvironment) {
		Path folder = logFolder(name);
		URI brokerUri = URI.create(TestBroker.uri());
		this.broker = new TcpProxy(brokerUri.getHost(), brokerUri.getPort());
		int configPort = ServiceProcess.freePort();
		int authPort = ServiceProcess.freePort();
		Map<String, String> environment = new HashMap<>(extraEnvironment);
		environment.put("SOUNDLIFT_CONFIG_URI", "http://127.0.0.1:" + configPort);
		environment.put("SOUNDLIFT_CONFIG_PASSWORD", secret());
		environment.put("SOUNDLIFT_CONFIG_REPO", ServiceProcess.root().resolve("config-repo").toString());
		environment.put("SOUNDLIFT_MONGODB_URI", this.store.uri());
		environment.put("SOUNDLIFT_RABBIT_URI",
				"amqp://" + brokerUri.getRawUserInfo() + "@127.0.0.1:" + this.broker.port() + brokerUri.getRawPath());
		environment.put("SOUNDLIFT_SMTP_HOST", this.mail.host());
		environment.put("SOUNDLIFT_SMTP_PORT", Integer.toString(this.mail.port()));
		environment.put("SOUNDLIFT_MAIL_FROM", "soundlift@example.org");
		environment.put("SOUNDLIFT_PUBLIC_URL", publicUrl());
		environment.put("SOUNDLIFT_AUTH_SERVER_URI", "http://127.0.0.1:" + authPort);
		environment.put("SOUNDLIFT_AUTH_ENCRYPTION_KEY", secret());
		environment.put("SOUNDLIFT_AUTH_FIRST_ACCOUNT_EMAIL", EMAIL);
		environment.put("SOUNDLIFT_AUTH_FIRST_ACCOUNT_PASSWORD", secret());
		environment.put("SOUNDLIFT_AUTH_FIRST_ACCOUNT_CLIENT_ID", CLIENT_ID);
		environment.put("SOUNDLIFT_AUTH_FIRST_ACCOUNT_CLIENT_SECRET", this.clientSecret);
		environment.put("SOUNDLIFT_OTLP_ENDPOINT", this.traces.endpoint());
		// so that the test needs not wait for the spans
		environment.put("MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_SCHEDULEDELAY", "200ms");
		define("config-server", folder, configPort, environment);
		define("auth-server", folder, authPort, environment);
		define("gateway", folder, this.gatewayPort, environment);
		define("converter", folder, ServiceProcess.freePort(), environment);
		define("notifier", folder, ServiceProcess.freePort(), environment);
	}

	private static Path logFolder(String name) {
		try {
			Path folder = Files.createDirectories(Path.of("target", "logs", name));
			for (String service : List.of("config-server", "auth-server", "gateway", "converter", "notifier")) {
				Files.deleteIfExists(folder.resolve(service + ".log"));
			}
			return folder;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void define(String name, Path folder, int port, Map<String, String> environment) {
		this.services.put(name, new ServiceProcess(name, folder, port, environment));
	}

	private static String secret() {
		byte[] bytes = new byte[32];
		new SecureRandom().nextBytes(bytes);
		return Base64.getEncoder().encodeToString(bytes);
	}

	/**
	 * Starts all services and waits until each is ready.
	 */
	TestSystem start() {
		service("config-server").start().awaitReady();
		for (String name : List.of("auth-server", "gateway", "converter", "notifier")) {
			service(name).start();
		}
		this.services.values().forEach(ServiceProcess::awaitReady);
		this.token = newToken("conversions:read conversions:write");
		return this;
	}

	ServiceProcess service(String name) {
		ServiceProcess service = this.services.get(name);
		if (service == null) {
			throw new IllegalArgumentException("No service is called " + name);
		}
		return service;
	}

	TestMail mail() {
		return this.mail;
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

	private String publicUrl() {
		return "http://127.0.0.1:" + this.gatewayPort;
	}

	/**
	 * Gets an access token by client credentials.
	 */
	String newToken(String scope) {
		String credentials = Base64.getEncoder()
			.encodeToString((CLIENT_ID + ":" + URLEncoder.encode(this.clientSecret, StandardCharsets.UTF_8))
				.getBytes(StandardCharsets.UTF_8));
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

	HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(publicUrl() + path)).header("Authorization", "Bearer " + this.token);
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
		try {
			HttpResponse<byte[]> response = send(request("/api/conversions").header("Content-Type", "video/mp4")
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
		return this.mail.messages().stream().filter((message) -> text(message).contains(id)).toList();
	}

	static String text(MimeMessage message) {
		try {
			return MailText.of(message);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (MessagingException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Counts what is stored besides a conversion's document.
	 */
	Map<String, Long> storedFiles() {
		Map<String, Long> counts = new LinkedHashMap<>();
		for (String name : List.of("videos.files", "mp3s.files", "mp3s.chunks", "file_writes")) {
			counts.put(name, database().getCollection(name).countDocuments(new Document()));
		}
		return counts;
	}

	JsonNode json(HttpResponse<byte[]> response) {
		return this.json.readTree(new String(response.body(), StandardCharsets.UTF_8));
	}

	@Override
	public void close() {
		this.services.values().forEach(ServiceProcess::close);
		this.broker.close();
		this.mail.close();
		this.traces.close();
		this.mongo.close();
		this.store.close();
	}

}
