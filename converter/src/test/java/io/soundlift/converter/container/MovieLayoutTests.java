package io.soundlift.converter.container;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the place of a movie's index.
 */
class MovieLayoutTests {

	private static final byte[] MEDIA = new byte[100];

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@Test
	void findsAnIndexBehindTheMediaData() throws IOException {
		Path file = MovieBoxes.write(this.folder, MovieBoxes.box("ftyp", new byte[8]), MovieBoxes.box("mdat", MEDIA),
				MovieBoxes.box("moov", MEDIA));
		MovieLayout layout = MovieLayout.of(file);
		assertThat(layout).isEqualTo(new MovieLayout(124, 232, 16));
		assertThat(layout).returns(false, MovieLayout::isIndexFirst);
	}

	@Test
	void findsAnIndexInFrontOfMediaDataThatHasNotArrived() throws IOException {
		Path file = MovieBoxes.write(this.folder, MovieBoxes.box("ftyp", new byte[8]), MovieBoxes.box("moov", MEDIA),
				MEDIA);
		MovieLayout layout = MovieLayout.of(file);
		assertThat(layout).isEqualTo(new MovieLayout(16, 124, -1));
		assertThat(layout).returns(true, MovieLayout::isIndexFirst);
	}

	@Test
	void findsNothingInAnotherFile() throws IOException {
		assertThat(MovieLayout.of(MovieBoxes.write(this.folder, MovieBoxes.box("RIFF", MEDIA)))).isNull();
	}

}
