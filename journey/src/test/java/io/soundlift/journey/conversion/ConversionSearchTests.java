package io.soundlift.journey.conversion;

import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.soundlift.journey.TestJourney;
import io.soundlift.testsupport.TestMongo;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;

import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConversionSearch} in a store that holds many conversions.
 */
@Tag("database")
class ConversionSearchTests {

	/** Documents that a query may read beyond those that it needs. */
	private static final int SLACK = 3;

	private static final int COUNT = 450;

	private static final TestJourney journey = new TestJourney();

	private static final ConversionSearch search = new ConversionSearch(new MongoTemplate(journey.databases()),
			journey.conversions());

	@BeforeAll
	static void fill() {
		Conversion completed = journey.completed();
		Document sample = journey.database()
			.getCollection(Conversion.COLLECTION)
			.find(new Document("_id", completed.id()))
			.first();
		assertThat(sample).isNotNull();
		journey.database().getCollection(Conversion.COLLECTION).deleteOne(new Document("_id", completed.id()));
		List<Document> all = new ArrayList<>();
		for (int i = 0; i < COUNT; i++) {
			all.add(new Document(sample).append("_id", "one%029d".formatted(i))
				.append("createdAt", new Date(1_000_000L * i))
				.append("fileName",
						(i % 100 == 7) ? "M\u00fcllers Talk %d.mp4".formatted(i) : "film %d.mp4".formatted(i))
				.append("state", ((i == 3) ? ConversionState.FAILED : ConversionState.COMPLETED).name())
				.append("owner", "anna"));
		}
		all.add(new Document(sample).append("_id", "other")
			.append("fileName", "M\u00fcllers Talk.mp4")
			.append("owner", "ben"));
		journey.database().getCollection(Conversion.COLLECTION).insertMany(all);
	}

	@AfterAll
	static void close() {
		journey.close();
	}

	private static ConversionFilter named(String text) {
		return new ConversionFilter(Set.of(), text);
	}

	private static List<String> walk(ConversionFilter filter, int limit) {
		List<String> names = new ArrayList<>();
		@Nullable Position next = null;
		int pages = 0;
		do {
			ConversionSearch.Page page = search.find("anna", next, filter, limit);
			assertThat(page.conversions()).hasSizeLessThanOrEqualTo(limit);
			page.conversions().forEach((conversion) -> names.add(conversion.fileName()));
			next = page.next();
			pages++;
		}
		while (next != null && pages <= COUNT);
		assertThat(next).isNull();
		return names;
	}

	@Test
	void findsNamesByPartOfThemNewestFirst() {
		List<String> talks = List.of("M\u00fcllers Talk 407.mp4", "M\u00fcllers Talk 307.mp4",
				"M\u00fcllers Talk 207.mp4", "M\u00fcllers Talk 107.mp4", "M\u00fcllers Talk 7.mp4");
		assertThat(walk(named("tALK"), 100)).isEqualTo(talks);
		assertThat(walk(named("tALK"), 1)).isEqualTo(talks);
		// u and a diaeresis of its own, as some systems write it
		assertThat(walk(named("mu\u0308llers"), 2)).isEqualTo(talks);
		assertThat(walk(named(".*"), 100)).isEmpty();
		assertThat(walk(named("nothing"), 100)).isEmpty();
	}

	@Test
	void findsStates() {
		assertThat(walk(new ConversionFilter(EnumSet.of(ConversionState.FAILED), ""), 10))
			.containsExactly("film 3.mp4");
		assertThat(walk(new ConversionFilter(EnumSet.of(ConversionState.FAILED), "talk"), 10)).isEmpty();
		assertThat(
				walk(new ConversionFilter(EnumSet.of(ConversionState.FAILED, ConversionState.COMPLETED), "film 3"), 10))
			.contains("film 3.mp4", "film 30.mp4");
	}

	@Test
	void leavesOutConversionsOfOthers() {
		assertThat(search.find("ben", null, named("talk"), 10).conversions()).extracting(Conversion::id)
			.containsExactly("other");
		assertThat(search.find("nobody", null, named(""), 10)).isEqualTo(new ConversionSearch.Page(List.of(), null));
	}

	@Test
	@DisabledIf(value = "io.soundlift.testsupport.TestMongo#isRealMongo",
			disabledReason = "only the embedded store counts the documents that it reads")
	void readsABoundedNumberWhateverIsLookedFor() {
		for (ConversionFilter filter : List.of(named("nothing"), named("talk"), named("film"))) {
			long before = TestMongo.documentsRead();
			ConversionSearch.Page page = search.find("anna", null, filter, 20);
			assertThat(TestMongo.documentsRead() - before)
				.isLessThanOrEqualTo(ConversionSearch.MAX_READ + 1 + page.conversions().size() + SLACK);
			assertThat(page.next()).isNotNull();
		}
	}

}
