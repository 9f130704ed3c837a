package io.soundlift.system;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

import io.soundlift.testsupport.CaughtMail;
import io.soundlift.testsupport.MediaProbe;
import io.soundlift.testsupport.ReceivedSpan;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import io.soundlift.testsupport.TestMailpit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of the journey of a video where mail server and collector are those of
 * {@code docker-compose.yml}. The environment can name a broker and a database of others
 * as well.
 */
@OnSharedSystem
@Tag("broker")
@EnabledIfEnvironmentVariable(named = TestMailpit.PROGRAM, matches = ".+",
		disabledReason = "needs Mailpit; set SOUNDLIFT_TEST_MAILPIT to its program")
@EnabledIfEnvironmentVariable(named = TestCollector.PROGRAM, matches = ".+",
		disabledReason = "needs a collector; set SOUNDLIFT_TEST_COLLECTOR to its program")
class ServersOfOthersTests {

	private final TestSystem system;

	ServersOfOthersTests(TestSystem system) {
		this.system = system;
	}

	@Test
	void turnsAVideoIntoAnMp3AndAMailInOneTrace(@TempDir Path folder) throws Exception {
		this.system.mail().stop();
		try (TestMailpit mailpit = TestMailpit.start(this.system.mail().port());
				TestCollector collector = TestCollector.start(folder)) {
			this.system.traces().passOn(collector.origin());
			Path video = SampleMedia.file(Sample.MP4_AAC);
			String id = this.system.upload(video);
			String trace = this.system.awaitState(id, "COMPLETED").get("traceId").asString();
			CaughtMail mail = mailpit.awaitMail(TestSystem.EMAIL, "Your MP3 is ready: " + video.getFileName());
			assertThat(mail.text()).contains("?conversion=" + id);
			HttpResponse<byte[]> mp3 = this.system.send(this.system.request("/api/conversions/" + id + "/mp3").build());
			assertThat(MediaProbe.of(Files.write(folder.resolve("a.mp3"), mp3.body())).codec()).isEqualTo("mp3");
			await().untilAsserted(() -> {
				assertThat(collector.spans(trace)).extracting(ReceivedSpan::name)
					.contains("video.store", "audio.encode", "mail.send");
				TraceTree tree = TraceTree.of(collector.spans(trace));
				assertThat(tree.lines()).as("roots of\n%s", tree)
					.filteredOn((line) -> !line.startsWith(" "))
					.hasSize(1);
			});
		}
		finally {
			this.system.traces().passOn(null);
			this.system.mail().restart();
		}
	}

}
