package io.soundlift.cli.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClassArchive}, {@link TrainingRun} and {@link ClassTraining}, with
 * virtual machines that run {@link TinyProgram}.
 */
class ClassArchiveTests {

	private static final Duration LIMIT = Duration.ofMinutes(5);

	private final List<String> printed = new CopyOnWriteArrayList<>();

	private final DataFolder data;

	private final Path jar;

	ClassArchiveTests(@TempDir Path directory) {
		this.data = DataFolder.of(directory.resolve("data"));
		this.jar = this.data.cache().resolve("tiny/tiny.jar");
	}

	@BeforeEach
	void createJar() throws IOException {
		this.data.create();
		Files.createDirectories(this.jar.resolveSibling(""));
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, TinyProgram.class.getName());
		String name = TinyProgram.class.getName().replace('.', '/') + ".class";
		try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(this.jar), manifest);
				InputStream bytes = TinyProgram.class.getClassLoader().getResourceAsStream(name)) {
			assertThat(bytes).isNotNull();
			out.putNextEntry(new JarEntry(name));
			bytes.transferTo(out);
		}
	}

	@Test
	void secondStartTakesClassesFromTheArchive() throws Exception {
		assertThat(archives()).isEmpty();
		assertThat(program().archive().options()).isEmpty();
		train(program(), Map.of());
		Awaitility.await().atMost(LIMIT).until(() -> !this.printed.isEmpty());
		assertThat(this.printed.get(0)).contains("Later starts are quicker");
		assertThat(archives()).singleElement().asString().contains(Runtime.version().toString());
		assertThat(output(program(), "-Xlog:class+load"))
			.anyMatch((line) -> line.contains(TinyProgram.class.getName()) && line.contains("shared objects file"));
	}

	@Test
	void recordsNothingWhenThereIsAnArchive() throws Exception {
		ServiceProgram program = program();
		assertThat(training(program, Map.of()).record(this.data.newLog("training"))).isTrue();
		FileTime recorded = Files.getLastModifiedTime(archives().get(0));
		assertThat(training(program(), Map.of()).isNeeded()).isFalse();
		train(program(), Map.of()).close();
		assertThat(this.printed).isEmpty();
		assertThat(Files.getLastModifiedTime(archives().get(0))).isEqualTo(recorded);
	}

	@Test
	void anotherRuntimeStartsWithoutTheArchiveAndDeletesIt() throws Exception {
		JavaRuntime current = JavaRuntime.current();
		ServiceProgram program = program();
		Files.writeString(program.archive().recorded(), "archive");
		assertThat(program.archive().keepRecorded()).isTrue();
		assertThat(archive(current).exists()).isTrue();
		JavaRuntime other = new JavaRuntime(current.vendor(), Runtime.Version.parse("99.0.1+2-other"), current.home(),
				"");
		assertThat(archive(other).options()).isEmpty();
		assertThat(archives()).isEmpty();
	}

	@Test
	void programUnpackedAnewStartsWithoutTheArchiveAndDeletesIt() throws Exception {
		assertThat(training(program(), Map.of()).record(this.data.newLog("training"))).isTrue();
		Files.setLastModifiedTime(this.jar, FileTime.from(Instant.now().minusSeconds(60)));
		assertThat(program().archive().options()).isEmpty();
		assertThat(archives()).isEmpty();
	}

	@Test
	void archiveThatDoesNotFitIsNoError() throws Exception {
		assertThat(training(program(), Map.of()).record(this.data.newLog("training"))).isTrue();
		Path stale = Files.move(archives().get(0), this.data.path().resolve("stale"));
		Files.setLastModifiedTime(this.jar, FileTime.from(Instant.now().minusSeconds(60)));
		ServiceProgram program = program();
		Files.move(stale, program.archive().recorded());
		assertThat(program.archive().keepRecorded()).isTrue();
		assertThat(program.command()).anyMatch((option) -> option.contains(archives().get(0).toString()));
		assertThat(output(program)).containsExactly("started");
	}

	@Test
	void stopOfTheSystemLeavesNoPartOfAnArchive() throws Exception {
		ClassTraining training = train(program(), Map.of(TinyProgram.WAIT, "1"));
		ProcessHandle process = awaitRecording();
		training.close();
		// whoever recorded clears up when the process has ended
		Awaitility.await().untilAsserted(() -> {
			assertThat(process.isAlive()).isFalse();
			assertThat(archives()).isEmpty();
			assertThat(this.data.temporary("tiny-training")).doesNotExist();
		});
		assertThat(this.printed).isEmpty();
	}

	@Test
	void killedRecordingLeavesNoPartOfAnArchive() throws Exception {
		train(program(), Map.of(TinyProgram.WAIT, "1"));
		awaitRecording().destroyForcibly();
		Awaitility.await().until(() -> !this.printed.isEmpty());
		assertThat(this.printed).singleElement().asString().contains("The classes of the tiny could not be archived");
		Awaitility.await().untilAsserted(() -> assertThat(archives()).isEmpty());
	}

	@Test
	void deletesWhatRecordingOfKilledSystemLeft() throws Exception {
		Path left = this.jar.resolveSibling("classes-17-0.jsa.4711.tmp");
		Files.createFile(left);
		program();
		assertThat(left).doesNotExist();
	}

	@Test
	void leavesClassSharingToTheUserWhoConfiguresIt() throws Exception {
		JavaRuntime current = JavaRuntime.current();
		ClassArchive archive = archive(
				new JavaRuntime(current.vendor(), current.version(), current.home(), "-Xmx1g -Xshare:off"));
		Files.writeString(archive.recorded(), "archive");
		assertThat(archive.keepRecorded()).isTrue();
		assertThat(archive.isPossible()).isFalse();
		assertThat(archive.options()).isEmpty();
	}

	@Test
	void keepsNothingWhenRuntimeHasRecordedNothing() throws Exception {
		ClassArchive archive = program().archive();
		assertThat(archive.keepRecorded()).isFalse();
		Files.createFile(archive.recorded());
		assertThat(archive.keepRecorded()).isFalse();
		archive.deleteRecorded();
		assertThat(archives()).isEmpty();
	}

	@Test
	void deletesDistrustedArchive() throws Exception {
		ServiceProgram program = program();
		Files.writeString(program.archive().recorded(), "archive");
		assertThat(program.archive().keepRecorded()).isTrue();
		program.distrustArchive();
		assertThat(program.archive().options()).isEmpty();
		assertThat(archives()).isEmpty();
	}

	private ServiceProgram program() throws IOException {
		return ServiceProgram.of(options(), this.jar);
	}

	private ClassArchive archive(JavaRuntime runtime) throws IOException {
		return ClassArchive.of(this.jar, options(), runtime);
	}

	private static List<String> options() {
		return List.of("-Xmx64m", "-XX:+UseSerialGC");
	}

	private TrainingRun training(ServiceProgram program, Map<String, String> environment) {
		return new TrainingRun("tiny", program, () -> environment, this.data);
	}

	private ClassTraining train(ServiceProgram program, Map<String, String> environment) {
		ClassTraining training = new ClassTraining(List.of(training(program, environment)), this.data,
				this.printed::add, (duration) -> {
				});
		training.start();
		return training;
	}

	private List<Path> archives() {
		try (Stream<Path> files = Files.list(this.jar.resolveSibling(""))) {
			return files.filter((file) -> !file.equals(this.jar)).toList();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private ProcessHandle awaitRecording() {
		Awaitility.await()
			.atMost(LIMIT)
			.until(() -> LogTail.read(this.data.log("training"), 1).equals(List.of("started")));
		return recording().orElseThrow();
	}

	private Optional<ProcessHandle> recording() {
		return ProcessHandle.current().descendants().filter(this::runsTheJar).findFirst();
	}

	private boolean runsTheJar(ProcessHandle process) {
		return Stream.of(process.info().arguments().orElse(new String[0])).anyMatch(this.jar.toString()::equals);
	}

	private static List<String> output(ServiceProgram program, String... options)
			throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(program.command());
		command.addAll(command.indexOf("-jar"), List.of(options));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
			.toList();
		assertThat(process.waitFor()).isZero();
		return lines;
	}

}
