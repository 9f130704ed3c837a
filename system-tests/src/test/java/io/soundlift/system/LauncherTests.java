package io.soundlift.system;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import io.soundlift.testsupport.FreePort;
import io.soundlift.testsupport.MediaProbe;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the two commands that the README promises to suffice.
 */
@OnOwnSystem
class LauncherTests {

	@TempDir
	private Path folder = Path.of("");

	private final String port = Integer.toString(FreePort.find());

	@AfterEach
	void stop() throws Exception {
		Launcher.soundlift("down", "--data", data().toString());
	}

	@Test
	void startsConvertsAndKeepsEverythingOverARestart() throws Exception {
		Launcher.Result up = Launcher.soundlift("up", "-d", "--port", this.port, "--data", data().toString(),
				"--allow-bundled-ffmpeg-without-sandbox");
		assertThat(up.exitCode()).as(up.output()).isZero();
		assertThat(up.output()).contains("http://localhost:" + this.port).contains("me@localhost");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data().resolve("credentials.json"))))
			.isEqualTo("rw-------");
		Launcher.Result status = Launcher.soundlift("status", "--data", data().toString());
		assertThat(status.exitCode()).as(status.output()).isZero();
		assertThat(status.output()).containsPattern("ffmpeg \\S+, (installed|bundled)").contains("Isolation layers: ");
		Path mp3 = this.folder.resolve("talk.mp3");
		Launcher.Result convert = Launcher.soundlift("convert", SampleMedia.file(Sample.MP4_AAC).toString(), "-o",
				mp3.toString(), "--bitrate", "128k", "--start", "0:01", "--end", "3.5", "--channels", "1", "--title",
				"Ä & Ö", "--no-tags", "--data", data().toString());
		assertThat(convert.exitCode()).as(convert.output()).isZero();
		assertThat(MediaProbe.of(mp3).samples()).isEqualTo(2_500 * 44_100 / 1000);
		assertThat(MediaProbe.of(mp3).channels()).isEqualTo(1);
		assertThat(Files.readString(mp3, StandardCharsets.ISO_8859_1)).startsWith("ID3").contains("Ä & Ö");
		Launcher.Result refused = Launcher.soundlift("convert", SampleMedia.file(Sample.MP4_AAC).toString(), "-o",
				this.folder.resolve("never.mp3").toString(), "--quality", "10", "--data", data().toString());
		assertThat(refused.exitCode()).isEqualTo(6);
		assertThat(refused.output()).contains("The option quality must be a whole number from 0", "invalid-option");
		assertThat(MediaProbe.of(mp3).codec()).isEqualTo("mp3");
		assertThat(MediaProbe.of(mp3).bitrate()).isEqualTo(128_000);
		Launcher.Result failed = Launcher.soundlift("convert", SampleMedia.file(Sample.MP4_WITHOUT_AUDIO).toString(),
				"-o", this.folder.resolve("none.mp3").toString(), "--data", data().toString());
		assertThat(failed.exitCode()).isEqualTo(3);
		assertThat(failed.output()).contains("no-audio");
		assertThat(this.folder.resolve("none.mp3")).doesNotExist();
		assertThat(Launcher.soundlift("down", "--data", data().toString()).exitCode()).isZero();
		Launcher.Result again = Launcher.soundlift("up", "-d", "--port", this.port, "--data", data().toString(),
				"--allow-bundled-ffmpeg-without-sandbox");
		assertThat(again.exitCode()).as(again.output()).isZero();
		Launcher.Result list = Launcher.soundlift("list", "--data", data().toString());
		assertThat(list.output()).contains("COMPLETED").contains("FAILED");
		String id = list.output()
			.lines()
			.filter((line) -> line.contains("COMPLETED"))
			.map((line) -> line.split(" ")[0])
			.findFirst()
			.orElseThrow();
		Path downloaded = this.folder.resolve("again.mp3");
		Launcher.Result download = Launcher.soundlift("download", id, "-o", downloaded.toString(), "--data",
				data().toString());
		assertThat(download.exitCode()).as(download.output()).isZero();
		assertThat(downloaded).hasSameBinaryContentAs(mp3);
	}

	private Path data() {
		return this.folder.resolve("data");
	}

}
