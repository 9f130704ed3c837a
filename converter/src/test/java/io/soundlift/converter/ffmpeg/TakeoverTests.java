package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.soundlift.converter.encode.EncodedMp3;
import io.soundlift.converter.sandbox.StandIn;
import io.soundlift.testsupport.Background;
import io.soundlift.testsupport.SampleMedia;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Converts with an ffmpeg that was taken over, in the real sandbox: before and after its
 * work it puts traps on every file name that a conversion uses.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "The sandbox is Linux's")
@Timeout(900)
class TakeoverTests {

	private static final String SECRET = "This is outside of the sandbox.";

	/** Long enough for two chunks. */
	private static final Duration LENGTH = Duration.ofSeconds(70);

	/**
	 * The names in the folder of a conversion, and those that it had when ffmpeg could
	 * still write to it.
	 */
	private static final String TRAPS = """
			my ($video) = map { $ARGV[$_ + 1] } grep { $ARGV[$_] eq '-i' } 0 .. $#ARGV;
			my $job = $ENV{HOME};
			my @names = ('audio.mp3', 'cover', 'tags', 'track-tags', 'copied', 'whole', 'video', 'stdin',
					map({ ("samples-$_", "samples-$_.repair", "chunk-$_", "chunk-$_.raw") } 0 .. 9));
			my @given = grep { /^\\// && -w $_ } @ARGV;
			my ($mknodat, $fchmodat) = NUMBERS;
			my ($tried, $done, $worked) = (0, 0, 0);
			sub attempt { $tried++; $done++ if $_[0]; }
			sub spring { KIND }
			if (grep { $_ eq '-protocol_whitelist' } @ARGV) {
				spring();
				my $exit = system {$ffmpeg} $ffmpeg, @ARGV;
				$worked = 1;
				spring();
				print STDERR "\\nTRAPS: $done of $tried\\n";
				exit(($exit & 127) ? 1 : $exit >> 8);
			}
			""";

	/** Numbers of the system calls mknodat and fchmodat. */
	private static final String NUMBERS = System.getProperty("os.arch").equals("aarch64") ? "(33, 53)" : "(259, 268)";

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@ParameterizedTest
	@MethodSource("attacks")
	void convertsAsIfThereWereNoTraps(String origin, Attack attack) throws Exception {
		Path secret = Files.writeString(this.folder.resolve("secret"), SECRET);
		Path real = origin.equals("bundled") ? BundledFfmpeg.unpack(this.folder) : SampleMedia.ffmpeg();
		StandIn standIn = StandIn.write(this.folder, real,
				"my $secret = '" + secret + "';\n" + TRAPS.replace("KIND", attack.code).replace("NUMBERS", NUMBERS));
		Path video = SampleMedia.mp4(LENGTH);
		try (TestFfmpeg attacker = TestFfmpeg.of(standIn, origin.equals("without filter"), this.folder.resolve("work"));
				FfmpegSession session = attacker.open(video)) {
			assertThat(traps(session)).as("the attack is tried").matches("TRAPS: 0 of [1-9]\\d*");
			CompletableFuture<EncodedMp3> attacked = Background.call(() -> attacker.convert(session, 128_000));
			byte[] expected = honest(real, video);
			if (attack == Attack.GIANTS) {
				assertThat(endOf(attacked)).isLessThan(10_000_000);
			}
			else {
				assertThat(Files.readAllBytes(attacked.get(10, TimeUnit.MINUTES).file())).isEqualTo(expected);
			}
			assertThat(namesIn(session.directory())).isSubsetOf("video", "audio.mp3");
		}
		assertThat(this.folder.resolve("work")).isEmptyDirectory();
		assertThat(secret).hasContent(SECRET);
	}

	/**
	 * Returns all attacks on the system's ffmpeg, and those that depend on layers on the
	 * bundled one and where only the file system holds them up.
	 */
	static Stream<Arguments> attacks() {
		return Stream.concat(Stream.of(Attack.values()).map((attack) -> Arguments.of("system", attack)),
				Stream.of("bundled", "without filter").map((origin) -> Arguments.of(origin, Attack.ALL)));
	}

	/**
	 * Returns what the attacker says of its attacks.
	 */
	private static String traps(FfmpegSession session) {
		try (OutputFile file = session.output("copied");
				FfmpegRun run = session.start(new FfmpegCommand(List.of("-y", "-i", session.video().toString(), "-t",
						"1", "-f", "ffmetadata", file.path().toString()), List.of(file)))) {
			assertThat(run.await()).as(run.messages().tail()).isTrue();
			return run.messages().last(Pattern.compile("TRAPS: \\d+ of \\d+")).orElseThrow().group();
		}
	}

	/**
	 * Converts the same with the ffmpeg that was not taken over.
	 */
	private byte[] honest(Path ffmpeg, Path video) throws IOException {
		try (TestFfmpeg honest = TestFfmpeg.of(ffmpeg, this.folder.resolve("work"), Duration.ofMinutes(10));
				FfmpegSession session = honest.open(video)) {
			return Files.readAllBytes(honest.convert(session, 128_000).file());
		}
	}

	/**
	 * Returns the size of the MP3, 0 if there is none.
	 */
	private static long endOf(CompletableFuture<EncodedMp3> conversion) throws Exception {
		try {
			return Files.size(conversion.get(10, TimeUnit.MINUTES).file());
		}
		catch (ExecutionException ex) {
			assertThat(ex).hasCauseInstanceOf(UnusableVideoException.class);
			return 0;
		}
	}

	private static List<String> namesIn(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			return files.map((file) -> file.getFileName().toString()).toList();
		}
	}

	/**
	 * What the attacker does.
	 */
	private enum Attack {

		/** Links to files outside and to its own. */
		LINKS("""
				for my $name (@names) {
					attempt(unlink "$job/$name");
					attempt(symlink $secret, "$job/$name");
					attempt(link $secret, "$job/$name");
					for my $file (@given) { attempt(link $file, "$job/$name"); }
				}
				"""),

		/** What blocks whoever opens it: pipes with names, devices, sockets. */
		BLOCKERS("""
				for my $name (@names) {
					attempt(unlink "$job/$name");
					my $path = "$job/$name";
					attempt(syscall($mknodat, -100, $path, 0010600, 0) == 0);
					attempt(syscall($mknodat, -100, $path, 0020600, 0x105) == 0);
					my $socket;
					attempt(socket($socket, 1, 1, 0) && bind($socket, pack('S Z*', 1, $path)));
				}
				"""),

		/** Files that take the place of others, folders, and modes that forbid. */
		REPLACEMENTS("""
				for my $name (@names) {
					my $path = "$job/$name";
					attempt(rename "$job/video", $path);
					for my $file (@given) {
						attempt(rename $file, $path);
						attempt(unlink $file);
					}
					syscall($fchmodat, -100, $path, 0) if $worked;
					attempt(mkdir $path);
					attempt(open my $file, '>', "$path.new");
					attempt(open my $file, '>>', $video) if defined $video;
				}
				"""),

		/** Files that are far larger than what belongs in them. */
		GIANTS("""
				for my $path (@given) {
					open(my $file, '+<', $path) or next;
					seek $file, 1000000000, 0;
					print $file 'x';
				}
				attempt(open my $file, '>', "$job/audio.mp3");
				attempt(truncate $secret, 0);
				"""),

		/** All but the last one. */
		ALL(LINKS.code + BLOCKERS.code + REPLACEMENTS.code);

		private final String code;

		Attack(String code) {
			this.code = code;
		}

	}

}
