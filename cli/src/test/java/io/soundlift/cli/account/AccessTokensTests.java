package io.soundlift.cli.account;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Http;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClientTokens}, {@link LoginTokens} and the files they come from.
 */
class AccessTokensTests {

	private final StubServer server = new StubServer();

	private final Path directory;

	AccessTokensTests(@TempDir Path directory) {
		this.directory = directory;
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void getsTokenOfLocalClientOnceUntilItIsRefused() throws Exception {
		this.server.willAnswerToken(200, "{\"access_token\": \"first\", \"expires_in\": 300}")
			.willAnswerToken(200, "{\"access_token\": \"second\", \"expires_in\": 300}");
		ClientTokens tokens = new ClientTokens(new Http(), credentials());
		assertThat(tokens.get()).isEqualTo("first");
		assertThat(tokens.get()).isEqualTo("first");
		tokens.refused();
		assertThat(tokens.get()).isEqualTo("second");
		String basic = Base64.getEncoder().encodeToString("id:s%2Becret".getBytes(StandardCharsets.UTF_8));
		assertThat(this.server.authorizations()).containsExactly("Basic " + basic, "Basic " + basic);
	}

	@Test
	void getsAnotherTokenShortlyBeforeTheOldOneExpires() throws Exception {
		this.server.willAnswerToken(200, "{\"access_token\": \"first\", \"expires_in\": 29}")
			.willAnswerToken(200, "{\"access_token\": \"second\", \"expires_in\": 300}");
		ClientTokens tokens = new ClientTokens(new Http(), credentials());
		assertThat(tokens.get()).isEqualTo("first");
		assertThat(tokens.get()).isEqualTo("second");
	}

	@Test
	void saysThatLocalClientIsUnknown() {
		this.server.willAnswerToken(401, "{\"error\": \"invalid_client\"}");
		assertThatExceptionOfType(CommandException.class)
			.isThrownBy(() -> new ClientTokens(new Http(), credentials()).get())
			.withMessageContaining("does not accept the API client")
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(ExitCode.UNAUTHORIZED));
	}

	@Test
	void renewsExpiredLoginAndKeepsTheNewRefreshToken() throws Exception {
		Logins logins = new Logins(this.directory.resolve("config/credentials.json"));
		logins.put(this.server.uri().toString(), new Login("old", Instant.EPOCH, "refresh-1"));
		this.server.willAnswerToken(200,
				"{\"access_token\": \"new\", \"expires_in\": 300, \"refresh_token\": \"refresh-2\"}");
		LoginTokens tokens = new LoginTokens(new AuthServer(new Http(), this.server.uri()), logins);
		assertThat(tokens.get()).isEqualTo("new");
		assertThat(this.server.tokenRequests()).singleElement()
			.asString()
			.contains("grant_type=refresh_token")
			.contains("refresh_token=refresh-1");
		assertThat(logins.find(this.server.uri().toString()).orElseThrow().refreshToken()).isEqualTo("refresh-2");
	}

	@Test
	void asksForNewLoginWhenItCannotBeRenewed() {
		Logins logins = new Logins(this.directory.resolve("credentials.json"));
		LoginTokens tokens = new LoginTokens(new AuthServer(new Http(), this.server.uri()), logins);
		assertThatExceptionOfType(CommandException.class).isThrownBy(tokens::get)
			.withMessageContaining("not logged in")
			.withMessageContaining("soundlift login --server " + this.server.uri());
		logins.put(this.server.uri().toString(), new Login("old", Instant.EPOCH, null));
		assertThatExceptionOfType(CommandException.class).isThrownBy(tokens::get)
			.withMessageContaining("login has expired");
		logins.put(this.server.uri().toString(), new Login("old", Instant.EPOCH, "revoked"));
		assertThatExceptionOfType(CommandException.class).isThrownBy(tokens::get)
			.withMessageContaining("login has expired");
	}

	@Test
	void keepsFilesForThisUserOnly() throws Exception {
		Path data = this.directory.resolve("data");
		credentials().write(data);
		assertThat(permissions(data)).isEqualTo("rwx------");
		assertThat(permissions(data.resolve("credentials.json"))).isEqualTo("rw-------");
		assertThat(Credentials.read(data)).contains(credentials());
		Path logins = this.directory.resolve("config/credentials.json");
		new Logins(logins).put("https://a.example", new Login("token", Instant.EPOCH, null));
		assertThat(permissions(logins)).isEqualTo("rw-------");
		try (var files = Files.list(data)) {
			assertThat(files).containsExactly(data.resolve("credentials.json"));
		}
	}

	@Test
	void tellsNoSecretsInText() {
		assertThat(credentials().toString()).doesNotContain("s+ecret").doesNotContain("password");
		assertThat(new Login("token", Instant.EPOCH, "refresh").toString()).doesNotContain("token=")
			.doesNotContain("refresh");
	}

	private Credentials credentials() {
		return new Credentials(this.server.uri().toString(), "me@localhost", "password", "id", "s+ecret");
	}

	private static String permissions(Path file) throws Exception {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
	}

}
