package io.soundlift.converter.ffmpeg;

import java.nio.file.Path;

import io.soundlift.converter.sandbox.Sandbox;
import io.soundlift.converter.sandbox.TestSandbox;
import io.soundlift.start.StartFailureAnalyzer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.diagnostics.FailureAnalysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link BundledFfmpeg}.
 */
class BundledFfmpegTests {

	private static final Ffmpeg BUNDLED = new Ffmpeg(Path.of("/ffmpeg"), "4.4.1-static", Ffmpeg.Origin.BUNDLED);

	private static final Ffmpeg SYSTEM = new Ffmpeg(Path.of("/ffmpeg"), "5.1.6", Ffmpeg.Origin.SYSTEM);

	@Test
	void isRefusedWhereNothingContainsIt() {
		assertThatExceptionOfType(UncontainedFfmpegException.class)
			.isThrownBy(() -> BundledFfmpeg.requireSandbox(BUNDLED, Sandbox.none(), false))
			.withMessageContaining("FILES=switched off, NETWORK=switched off");
	}

	@Test
	void tellsTheOperatorWhatToDo() {
		assertThatExceptionOfType(UncontainedFfmpegException.class)
			.isThrownBy(() -> BundledFfmpeg.requireSandbox(BUNDLED, Sandbox.none(), false))
			.satisfies((refusal) -> {
				FailureAnalysis analysis = new StartFailureAnalyzer().analyze(refusal);
				assertThat(analysis).isNotNull();
				assertThat(analysis.getDescription()).contains("4.4.1-static of 2021-10-24");
				assertThat(analysis.getAction()).contains("apt install ffmpeg bubblewrap",
						"soundlift up --allow-bundled-ffmpeg-without-sandbox",
						"soundlift.converter.ffmpeg.allow-bundled-without-sandbox=true");
			});
	}

	@Test
	void isUsedWhenTheOperatorWantsItAllTheSame() {
		assertThatNoException().isThrownBy(() -> BundledFfmpeg.requireSandbox(BUNDLED, Sandbox.none(), true));
	}

	@Test
	void doesNotMatterForAnotherFfmpeg() {
		assertThatNoException().isThrownBy(() -> BundledFfmpeg.requireSandbox(SYSTEM, Sandbox.none(), false));
	}

	@Test
	@EnabledOnOs(value = OS.LINUX, disabledReason = "The sandbox is Linux's")
	void isUsedWithinSandbox(@TempDir Path folder) throws Exception {
		Sandbox sandbox = TestSandbox.contained(BundledFfmpeg.unpack(folder));
		assertThatNoException().isThrownBy(() -> BundledFfmpeg.requireSandbox(BUNDLED, sandbox, false));
	}

}
