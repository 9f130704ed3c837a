package io.soundlift.telemetry;

import java.lang.Thread.UncaughtExceptionHandler;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UncaughtExceptionLog}.
 */
@ExtendWith(OutputCaptureExtension.class)
class UncaughtExceptionLogTests {

	@Test
	void logsExceptionThatEndsThread(CapturedOutput output) {
		UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
		try {
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(UncaughtExceptionAutoConfiguration.class))
				.run((context) -> {
					Thread thread = new Thread(() -> {
						throw new IllegalStateException("rejected");
					}, "others");
					thread.start();
					thread.join();
				});
		}
		finally {
			Thread.setDefaultUncaughtExceptionHandler(before);
		}
		assertThat(output.getOut()).contains("An exception has ended thread others", "IllegalStateException: rejected");
		assertThat(output.getErr()).doesNotContain("Exception in thread");
	}

}
