package io.soundlift.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.soundlift.testsupport.TestMongo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.session.FindByIndexNameSessionRepository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for sessions of real requests to several replicas.
 */
@Tag("database")
class WebSessionIntegrationTests {

	private static final String DATABASE = TestMongo.databaseName();

	private static final TestReplica FIRST = new TestReplica(DATABASE);

	private static final TestReplica SECOND = new TestReplica(DATABASE);

	private static final Pattern COOKIE = Pattern.compile("__Host-test=([^;]+).*");

	private final HttpClient client = HttpClient.newHttpClient();

	@AfterAll
	static void close() {
		FIRST.close();
		SECOND.close();
	}

	@Test
	void setsCookieThatOnlyThisHostAndNoScriptSees() {
		HttpResponse<String> response = post(FIRST, "/set?name=a&value=1", null);
		assertThat(response.headers().firstValue("Set-Cookie").orElseThrow()).startsWith("__Host-test=")
			.contains("Path=/;", "Secure", "HttpOnly", "SameSite=Lax", "Max-Age=" + Duration.ofDays(7).toSeconds())
			.doesNotContain("Domain");
	}

	@Test
	void makesNoSessionForPageThatNeedsNone() {
		TestReplica counted = new TestReplica(DATABASE);
		List<String> commands = counted.commands();
		long before = operations(commands);
		HttpResponse<String> response = get(counted, "/plain", null);
		assertThat(response.body()).isEqualTo("false");
		assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
		counted.close();
		assertThat(operations(commands)).isEqualTo(before);
	}

	@Test
	void goesOnAtAnotherReplicaAndAfterARestart() {
		String id = sessionId(post(FIRST, "/set?name=a&value=1", null));
		assertThat(get(SECOND, "/get?name=a", id).body()).isEqualTo("1");
		try (TestReplica restarted = new TestReplica(DATABASE)) {
			assertThat(get(restarted, "/get?name=a", id).body()).isEqualTo("1");
		}
	}

	@Test
	void acceptsNoIdThatABrowserChose() {
		String chosen = SessionId.random();
		String id = sessionId(post(FIRST, "/set?name=a&value=1", chosen));
		assertThat(id).isNotEqualTo(chosen);
		assertThat(SECOND.sessions().findById(chosen)).isNull();
	}

	@Test
	void leavesNothingUnderTheIdOfBeforeTheSignIn() {
		String before = sessionId(post(FIRST, "/sign-in?name=somebody", null));
		post(FIRST, "/set?name=a&value=1", before);
		String after = sessionId(post(FIRST, "/sign-in?name=another", before));
		assertThat(after).isNotEqualTo(before);
		assertThat(get(SECOND, "/plain", before).body()).isEqualTo("false");
		assertThat(get(SECOND, "/get?name=a", after).body()).isEqualTo("1");
	}

	@Test
	void showsNothingOfTheSignInUnderTheSealedSessionOfBefore() {
		String before = sessionId(post(FIRST, "/set?name=a&value=1", null));
		String after = sessionId(post(FIRST, "/sign-in?name=somebody", before));
		post(FIRST, "/set?name=b&value=2", after);
		assertThat(get(SECOND, "/get?name=a", after).body()).isEqualTo("1");
		assertThat(get(SECOND, "/get?name=b", before).body()).isEqualTo("null");
		assertThat(
				get(SECOND, "/get?name=" + FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, before).body())
			.isEqualTo("null");
	}

	@Test
	void storesNothingForSessionInWhichNobodyIsSignedIn() {
		TestReplica counted = new TestReplica(DATABASE);
		List<String> commands = counted.commands();
		long before = operations(commands);
		String id = sessionId(post(counted, "/set?name=a&value=1", null));
		for (int i = 0; i < 20; i++) {
			id = sessionId(post(counted, "/set?name=b&value=" + i, id));
			assertThat(get(counted, "/get?name=a", id).body()).isEqualTo("1");
		}
		assertThat(get(SECOND, "/get?name=b", id).body()).isEqualTo("19");
		counted.close();
		assertThat(operations(commands)).isEqualTo(before);
	}

	@Test
	void opensNoSealedSessionThatWasChanged() {
		String id = sessionId(post(FIRST, "/set?name=a&value=1", null));
		int middle = id.length() / 2;
		String changed = id.substring(0, middle) + ((id.charAt(middle) == 'A') ? 'B' : 'A') + id.substring(middle + 1);
		for (String forged : List.of(changed, id.substring(0, middle), "s.", "s." + "A".repeat(3000), "s.%00")) {
			assertThat(get(FIRST, "/plain", forged).body()).isEqualTo("false");
		}
	}

	@Test
	void refusesAttributesThatNoCookieHolds() {
		HttpResponse<String> response = send(
				request(FIRST, "/set?name=a&value=" + "1".repeat(4000), null).POST(HttpRequest.BodyPublishers.noBody())
					.build());
		assertThat(response.statusCode()).isEqualTo(500);
	}

	@Test
	void keepsEndedSessionDeadThoughSlowRequestIsUnderWayAtAnotherReplica() throws Exception {
		try (TestReplica replica = new TestReplica(DATABASE)) {
			String id = sessionId(post(FIRST, "/sign-in?name=slow", null));
			CompletableFuture<HttpResponse<String>> slow = this.client.sendAsync(
					request(replica, "/slow?name=a", id).POST(HttpRequest.BodyPublishers.noBody()).build(),
					HttpResponse.BodyHandlers.ofString());
			assertThat(replica.slow().reached.await(1, TimeUnit.MINUTES)).isTrue();
			HttpResponse<String> signedOut = post(FIRST, "/sign-out", id);
			replica.slow().goOn.countDown();
			assertThat(slow.get(1, TimeUnit.MINUTES).body()).isEqualTo("done");
			assertThat(signedOut.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
			for (TestReplica each : List.of(FIRST, SECOND, replica)) {
				assertThat(get(each, "/plain", id).body()).isEqualTo("false");
			}
			assertThat(SECOND.sessions().findByPrincipalName("slow")).isEmpty();
		}
	}

	@Test
	void losesNoAttributeOfParallelRequests() {
		String id = signedIn();
		List<CompletableFuture<HttpResponse<String>>> requests = IntStream.range(0, 20)
			.mapToObj((i) -> this.client
				.sendAsync(request((i % 2 == 0) ? FIRST : SECOND, "/set?name=n" + i + "&value=" + i, id)
					.POST(HttpRequest.BodyPublishers.noBody())
					.build(), HttpResponse.BodyHandlers.ofString()))
			.toList();
		requests.forEach((request) -> assertThat(request.join().statusCode()).isEqualTo(200));
		MongoSession session = FIRST.sessions().findById(id);
		assertThat(session).isNotNull();
		assertThat(session.getAttributeNames()).hasSize(22);
	}

	@ParameterizedTest
	@CsvSource({ "GET, /get?name=a, 1, 0", "POST, /set?name=b&value=2, 1, 1", "POST, /sign-in?name=c, 2, 2",
			"POST, /sign-out, 2, 1" })
	void asksTheDatabaseNoMoreThanNeeded(String method, String path, long reads, long writes) {
		String id = signedIn();
		TestReplica counted = new TestReplica(DATABASE);
		List<String> all = counted.commands();
		int before = all.size();
		send(request(counted, path, id).method(method, HttpRequest.BodyPublishers.noBody()).build());
		// the filter goes on after the response, and closing waits for it
		counted.close();
		List<String> commands = all.subList(before, all.size());
		assertThat(commands).as(commands.toString()).filteredOn("find"::equals).hasSize((int) reads);
		assertThat(commands).as(commands.toString()).filteredOn((name) -> !"find".equals(name)).hasSize((int) writes);
	}

	@Test
	void setsCookieOnlyWhenTheBrowserNeedsAnother() {
		HttpResponse<String> first = post(FIRST, "/sign-in?name=first", null);
		assertThat(first.headers().allValues("Set-Cookie")).hasSize(1);
		String id = sessionId(first);
		assertThat(post(SECOND, "/set?name=a&value=2", id).headers().allValues("Set-Cookie")).isEmpty();
		assertThat(get(FIRST, "/get?name=a", id).headers().allValues("Set-Cookie")).isEmpty();
		assertThat(post(FIRST, "/sign-in?name=a", id).headers().allValues("Set-Cookie")).hasSize(1);
	}

	@Test
	void findsTheSessionBehindAnOldCookieOfTheSameNameAndReplacesIt() {
		String id = signedIn();
		HttpResponse<String> response = get(FIRST, "/get?name=a", SessionId.random() + "; __Host-test=" + id);
		assertThat(response.body()).isEqualTo("1");
		assertThat(sessionId(response)).isEqualTo(id);
	}

	@Test
	void keepsOneSessionWhenTheErrorPageIsShown() {
		HttpResponse<String> response = get(FIRST, "/fails", null);
		assertThat(response.statusCode()).isEqualTo(500);
		assertThat(response.body()).isEqualTo("failed: yes");
		assertThat(response.headers().allValues("Set-Cookie")).hasSize(1);
		assertThat(get(SECOND, "/get?name=failed", sessionId(response)).body()).isEqualTo("yes");
	}

	@Test
	void refusesHostCookieThatBrowsersWouldRefuse() {
		assertThatIllegalArgumentException().isThrownBy(() -> settings("/", false)).withMessageContaining("__Host-a");
		assertThatIllegalArgumentException().isThrownBy(() -> settings("/a", true)).withMessageContaining("__Host-a");
		assertThat(settings("/", true).secure()).isTrue();
	}

	@Test
	void refusesTimeoutBelowASecond() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new WebSessionSettings("a", "a", "/", false, false, Duration.ofHours(1), Duration.ZERO,
					Duration.ofDays(1), List.of()))
			.withMessageContaining("at least 1s");
	}

	/**
	 * Without deletions, for the upkeep makes some at any time. A replica has to be
	 * closed before: its filter goes on after the response.
	 */
	private static long operations(List<String> commands) {
		return commands.stream().filter((name) -> !"delete".equals(name)).count();
	}

	private static WebSessionSettings settings(String path, boolean secure) {
		return new WebSessionSettings("a", "__Host-a", path, secure, false, Duration.ofHours(1), Duration.ofHours(1),
				Duration.ofDays(1), List.of());
	}

	private HttpResponse<String> get(TestReplica replica, String path, @Nullable String id) {
		return send(request(replica, path, id).build());
	}

	private HttpResponse<String> post(TestReplica replica, String path, @Nullable String id) {
		HttpResponse<String> response = send(
				request(replica, path, id).POST(HttpRequest.BodyPublishers.noBody()).build());
		assertThat(response.statusCode()).isEqualTo(200);
		return response;
	}

	private static HttpRequest.Builder request(TestReplica replica, String path, @Nullable String id) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(replica.url() + path));
		return (id != null) ? request.header("Cookie", "__Host-test=" + id) : request;
	}

	private HttpResponse<String> send(HttpRequest request) {
		try {
			return this.client.send(request, HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/** A stored session with the attribute a. */
	private String signedIn() {
		String id = sessionId(post(FIRST, "/sign-in?name=anybody", null));
		post(FIRST, "/set?name=a&value=1", id);
		return id;
	}

	private static String sessionId(HttpResponse<String> response) {
		Matcher cookie = COOKIE.matcher(response.headers().firstValue("Set-Cookie").orElse(""));
		assertThat(cookie.matches()).isTrue();
		return cookie.group(1);
	}

}
