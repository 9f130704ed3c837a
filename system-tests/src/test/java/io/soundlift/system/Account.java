package io.soundlift.system;

import java.io.IOException;
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
import java.util.List;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A program that uses the API for an account of its own, by an API client, and gets
 * tokens as it needs them.
 */
final class Account {

	/** Less than the lifetime of a token. */
	private static final Duration TOKEN_AGE = Duration.ofMinutes(13);

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(20))
		.build();

	private final JsonMapper json = new JsonMapper();

	private final String url;

	private final String credentials;

	private String token = "";

	private Instant tokenSince = Instant.EPOCH;

	private Account(String url, String clientId, String secret) {
		this.url = url;
		this.credentials = Base64.getEncoder()
			.encodeToString((clientId + ":" + URLEncoder.encode(secret, StandardCharsets.UTF_8))
				.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Signs somebody up and makes an API client on the pages for it.
	 * @param url where Soundlift is
	 * @param email address of the account
	 * @param mailbox where its mails arrive
	 */
	static Account signUp(String url, String email, Mailbox mailbox) {
		Person person = new Person(url, email, SystemEnvironment.secret());
		person.signUp(mailbox);
		return of(person);
	}

	/**
	 * Creates an API client of a person.
	 * @param person somebody who has signed up
	 * @return the person's account, as programs use it
	 */
	static Account of(Person person) {
		Person signedIn = new Person(person.origin(), person.email(), person.password()).enter();
		Person.Page form = signedIn.open("/auth/clients/new");
		List<String> made = signedIn.submit(form, Map.of("name", "Faults")).document().select("dd code").eachText();
		return new Account(person.origin(), made.get(0), made.get(1));
	}

	/**
	 * Creates a request with a token that is not old.
	 * @param path path of the API
	 */
	HttpRequest.Builder request(String path) throws IOException, InterruptedException {
		return HttpRequest.newBuilder(URI.create(this.url + path))
			.timeout(Duration.ofSeconds(60))
			.header("Authorization", "Bearer " + token());
	}

	/**
	 * Returns what the API client sends as {@code Authorization} to the token endpoint.
	 * @return the header's value
	 */
	String clientAuthorization() {
		return "Basic " + this.credentials;
	}

	private synchronized String token() throws IOException, InterruptedException {
		if (this.tokenSince.plus(TOKEN_AGE).isBefore(Instant.now())) {
			HttpRequest request = HttpRequest.newBuilder(URI.create(this.url + "/auth/oauth2/token"))
				.timeout(Duration.ofSeconds(60))
				.header("Authorization", clientAuthorization())
				.header("Content-Type", "application/x-www-form-urlencoded")
				.POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
				.build();
			HttpResponse<byte[]> response = send(request);
			if (response.statusCode() != 200) {
				throw new IOException("No token: " + response.statusCode());
			}
			this.token = json(response).get("access_token").asString();
			this.tokenSince = Instant.now();
		}
		return this.token;
	}

	/**
	 * Gets a new token for the next request.
	 */
	synchronized void forgetToken() {
		this.tokenSince = Instant.EPOCH;
	}

	HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
		return this.http.send(request, HttpResponse.BodyHandlers.ofByteArray());
	}

	/**
	 * Sends a request and writes what comes into a file.
	 */
	HttpResponse<Path> download(HttpRequest request, Path file) throws IOException, InterruptedException {
		return this.http.send(request, HttpResponse.BodyHandlers.ofFile(file));
	}

	JsonNode json(HttpResponse<byte[]> response) {
		return this.json.readTree(new String(response.body(), StandardCharsets.UTF_8));
	}

}
