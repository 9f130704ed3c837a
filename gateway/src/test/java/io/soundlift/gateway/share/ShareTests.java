package io.soundlift.gateway.share;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.conversion.Retention;
import io.soundlift.journey.conversion.Shares;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.testsupport.MovableClock;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.data.mongodb.MongoDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for links by which others than the owner get an MP3.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("database")
class ShareTests {

	private static final byte[] MP3 = mp3(300_000);

	private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";

	private final MovableClock clock = new MovableClock();

	private final TestGateway gateway = new TestGateway(this.clock, "--soundlift.retention.mp3s=10d",
			"--soundlift.gateway.account.max-shares=12");

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@Test
	void letsWhoeverHasTheLinkDownloadTheMp3() throws IOException {
		String path = path(share("anna", complete("anna", "talk.mp3")));
		HttpResponse<byte[]> whole = this.gateway.send(this.gateway.anonymous(path + "/mp3"));
		assertThat(whole.statusCode()).isEqualTo(200);
		assertThat(whole.body()).isEqualTo(MP3);
		assertThat(header(whole, "Content-Type")).isEqualTo("audio/mpeg");
		assertThat(header(whole, "Content-Length")).isEqualTo(Integer.toString(MP3.length));
		assertThat(header(whole, "Content-Disposition")).startsWith("attachment;").contains("talk.mp3");
		HttpResponse<byte[]> part = this.gateway.send(this.gateway.anonymous(path + "/mp3")
			.header("Range", "bytes=1000-1009")
			.header("If-Range", header(whole, "ETag")));
		assertThat(part.statusCode()).isEqualTo(206);
		assertThat(part.body()).isEqualTo(Arrays.copyOfRange(MP3, 1000, 1010));
		assertThat(header(part, "Content-Range")).isEqualTo("bytes 1000-1009/" + MP3.length);
	}

	@Test
	void showsPageWithNothingOfTheAccount() throws IOException {
		String path = path(share("anna", complete("anna", "<b>\"a\" & 'b'.mp3")));
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.anonymous(path).header("Accept", BROWSER));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(header(response, "Content-Type")).startsWith("text/html");
		assertThat(Arrays.stream(header(response, "Content-Security-Policy").split(";")).map(String::strip))
			.containsExactlyInAnyOrder("default-src 'none'", "style-src 'self'", "img-src 'self'", "media-src 'self'",
					"base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'");
		assertThat(response.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
		assertThat(header(response, "X-Robots-Tag")).contains("noindex");
		assertThat(header(response, "Cache-Control")).contains("no-store");
		assertThat(response.headers().allValues("Set-Cookie")).isEmpty();
		String html = new String(response.body(), StandardCharsets.UTF_8);
		assertThat(html).contains("&lt;b&gt;&quot;a&quot; &amp; &#39;b&#39;.mp3", "src=\"" + path + "/mp3\"", "0:01")
			.doesNotContain("<b>", "anna", "example.org")
			.doesNotContainPattern("<script|<style|\\sstyle=|\\son[a-z]+=");
	}

	@Test
	void storesNoTokenButItsHash() throws IOException {
		JsonNode share = share("anna", complete("anna", "talk.mp3"));
		String token = path(share).substring("/shared/".length());
		assertThat(token).hasSize(43);
		Document stored = this.gateway.bean(MongoDatabaseFactory.class)
			.getMongoDatabase()
			.getCollection(Shares.COLLECTION)
			.find(new Document("_id", share.get("id").asString()))
			.first();
		assertThat(stored).isNotNull();
		assertThat(stored.toJson()).doesNotContain(token);
	}

	@Test
	void answersUnknownExpiredAndRevokedLinksAlike() throws IOException {
		String id = complete("anna", "talk.mp3");
		JsonNode revoked = share("anna", id);
		JsonNode expired = share("anna", id, "PT1H");
		String deleted = complete("anna", "talk.mp3");
		JsonNode ofDeleted = share("anna", deleted);
		String gone = complete("anna", "talk.mp3");
		JsonNode ofGone = share("anna", gone);
		assertThat(delete("anna", id, "/" + revoked.get("id").asString())).isEqualTo(204);
		this.gateway.send(this.gateway.as("anna", "/api/conversions/" + deleted).DELETE());
		this.gateway.bean(Retention.class).expireMp3(this.gateway.conversions().find(gone).orElseThrow());
		assertThat(get(path(expired))).isEqualTo(200);
		this.clock.advance(Duration.ofHours(1));
		String unknown = "/shared/" + "A".repeat(43);
		for (String suffix : List.of("", "/mp3")) {
			Map<String, Object> expected = answer(unknown + suffix);
			assertThat(expected).containsEntry("status", 404).containsEntry("code", "no-such-share");
			for (String path : List.of(path(revoked), path(expired), path(ofDeleted), path(ofGone), "/shared/x")) {
				assertThat(answer(path + suffix)).isEqualTo(expected);
			}
		}
	}

	/**
	 * Everything that an answer has, but for its date and the address that was asked for.
	 */
	private Map<String, Object> answer(String path) {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.anonymous(path));
		Map<String, Object> answer = new HashMap<>(response.headers().map());
		answer.keySet().removeAll(List.of("date", "content-length"));
		JsonNode body = TestGateway.json(response);
		body.propertyNames()
			.stream()
			.filter((name) -> !name.equals("instance"))
			.forEach((name) -> answer.put(name, body.get(name).asString()));
		answer.put("status", response.statusCode());
		return answer;
	}

	@Test
	void keepsLinkForNoLongerThanTheMp3() throws IOException {
		String id = complete("anna", "talk.mp3");
		Instant mp3ExpiresAt = this.gateway.conversions().find(id).orElseThrow().retention().mp3ExpiresAt();
		assertThat(share("anna", id, "P30D").get("expiresAt").asString()).isEqualTo(String.valueOf(mp3ExpiresAt));
		assertThat(share("anna", id).get("expiresAt").asString())
			.isEqualTo(this.clock.instant().plus(Duration.ofDays(7)).toString());
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT59M", "P31D", "7", "", "-P7D", "P1Y" })
	void refusesOtherPeriods(String expiresIn) throws IOException {
		HttpResponse<byte[]> response = post("anna", complete("anna", "talk.mp3"), "?expiresIn=" + expiresIn);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(TestGateway.json(response).get("code").asString()).isEqualTo("invalid-parameter");
	}

	@Test
	void listsLinksWithoutTheirTokensUntilTheyAreRevoked() throws IOException {
		String id = complete("cleo", "talk.mp3");
		JsonNode first = share("cleo", id);
		JsonNode second = share("cleo", id, "P1D");
		assertThat(list("cleo", id)).hasSize(2)
			.allSatisfy((share) -> assertThat(share.propertyNames()).containsExactlyInAnyOrder("id", "createdAt",
					"expiresAt"));
		assertThat(delete("cleo", id, "/" + first.get("id").asString())).isEqualTo(204);
		assertThat(delete("cleo", id, "/" + first.get("id").asString())).isEqualTo(404);
		assertThat(list("cleo", id)).extracting((share) -> share.get("id").asString())
			.containsExactly(second.get("id").asString());
		assertThat(delete("cleo", id, "")).isEqualTo(204);
		assertThat(list("cleo", id)).isEmpty();
		assertThat(get(path(second))).isEqualTo(404);
	}

	@Test
	void hidesLinksFromOtherAccounts() throws IOException {
		String id = complete("anna", "talk.mp3");
		JsonNode share = share("anna", id);
		assertThat(post("bert", id, "").statusCode()).isEqualTo(404);
		assertThat(this.gateway.send(this.gateway.as("bert", "/api/conversions/" + id + "/shares")).statusCode())
			.isEqualTo(404);
		assertThat(delete("bert", id, "")).isEqualTo(404);
		assertThat(delete("bert", id, "/" + share.get("id").asString())).isEqualTo(404);
		assertThat(delete("bert", complete("bert", "other.mp3"), "/" + share.get("id").asString())).isEqualTo(404);
		assertThat(get(path(share))).isEqualTo(200);
	}

	@Test
	void needsTheScopeThatChangesSomething() throws IOException {
		String id = complete("anna", "talk.mp3");
		HttpRequest.Builder request = this.gateway.anonymous("/api/conversions/" + id + "/shares")
			.header("Authorization", "Bearer " + this.gateway.authServer().token("anna", "conversions:read"));
		assertThat(this.gateway.send(request.POST(BodyPublishers.noBody())).statusCode()).isEqualTo(403);
	}

	@Test
	void boundsLinksOfMp3AndOfAccount() throws IOException {
		String first = complete("dora", "talk.mp3");
		for (int i = 0; i < 10; i++) {
			share("dora", first, "PT2H");
		}
		assertTooMany(post("dora", first, ""));
		String second = complete("dora", "talk.mp3");
		share("dora", second);
		share("dora", second);
		assertTooMany(post("dora", second, ""));
		assertThat(list("dora", first)).hasSize(10);
		assertThat(list("dora", second)).hasSize(2);
	}

	private static void assertTooMany(HttpResponse<byte[]> response) {
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(TestGateway.json(response).get("code").asString()).isEqualTo("too-many-shares");
	}

	@Test
	void makesNoLinkToWhatIsNotThere() throws IOException {
		HttpResponse<byte[]> response = post("anna", accept("anna").id(), "");
		assertThat(response.statusCode()).isEqualTo(409);
		assertThat(TestGateway.json(response).get("code").asString()).isEqualTo("not-ready");
	}

	@Test
	void removesLinksWithTheirConversion() throws IOException {
		String id = complete("anna", "talk.mp3");
		share("anna", id);
		assertThat(stored(id)).isEqualTo(1);
		this.gateway.send(this.gateway.as("anna", "/api/conversions/" + id).DELETE());
		assertThat(stored(id)).isZero();
	}

	private long stored(String conversionId) {
		return this.gateway.bean(MongoDatabaseFactory.class)
			.getMongoDatabase()
			.getCollection(Shares.COLLECTION)
			.countDocuments(new Document("conversionId", conversionId));
	}

	private int get(String path) {
		return this.gateway.send(this.gateway.anonymous(path)).statusCode();
	}

	private JsonNode share(String owner, String id) {
		return created(post(owner, id, ""));
	}

	private JsonNode share(String owner, String id, String expiresIn) {
		return created(post(owner, id, "?expiresIn=" + expiresIn));
	}

	private static JsonNode created(HttpResponse<byte[]> response) {
		assertThat(response.statusCode()).isEqualTo(201);
		JsonNode share = TestGateway.json(response);
		assertThat(header(response, "Location")).endsWith("/shares/" + share.get("id").asString());
		return share;
	}

	private static String path(JsonNode share) {
		String url = share.get("url").asString();
		assertThat(url).startsWith(TestGateway.PUBLIC_URL + "/shared/");
		return URI.create(url).getPath();
	}

	private HttpResponse<byte[]> post(String owner, String id, String query) {
		return this.gateway
			.send(this.gateway.as(owner, "/api/conversions/" + id + "/shares" + query).POST(BodyPublishers.noBody()));
	}

	private JsonNode list(String owner, String id) {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.as(owner, "/api/conversions/" + id + "/shares"));
		assertThat(response.statusCode()).isEqualTo(200);
		return TestGateway.json(response).get("shares");
	}

	private int delete(String owner, String id, String suffix) {
		return this.gateway.send(this.gateway.as(owner, "/api/conversions/" + id + "/shares" + suffix).DELETE())
			.statusCode();
	}

	private Conversion accept(String owner) throws IOException {
		String id = this.gateway.conversions().newId();
		StoredFile video = this.gateway.files()
			.write(Bucket.VIDEOS, id, "video/mp4", new ByteArrayInputStream(new byte[1]), 1);
		Conversion conversion = this.gateway.conversions()
			.accept(id, new Owner(owner, owner + "@example.org"), "lecture.mp4", new ConversionOptions(192_000), video,
					null);
		this.gateway.files().confirm(video);
		return conversion;
	}

	private String complete(String owner, String fileName) throws IOException {
		String id = accept(owner).id();
		Conversion claimed = this.gateway.claims().claim(id, "w", Duration.ofMinutes(1)).orElseThrow();
		StoredFile file = this.gateway.files()
			.write(Bucket.MP3S, id, "audio/mpeg", new ByteArrayInputStream(MP3), MP3.length);
		assertThat(this.gateway.claims().complete(claimed, new Mp3(file, 1234, fileName))).isTrue();
		this.gateway.files().confirm(file);
		return id;
	}

	private static String header(HttpResponse<byte[]> response, String name) {
		return response.headers().firstValue(name).orElse("");
	}

	private static byte[] mp3(int size) {
		byte[] bytes = new byte[size];
		new Random(2).nextBytes(bytes);
		return bytes;
	}

}
