package io.soundlift.gateway.conversion;

import java.util.List;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionFilter;
import io.soundlift.journey.conversion.ConversionSearch;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Deletion;
import io.soundlift.journey.conversion.Position;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Endpoints that show, list and delete conversions.
 */
@RestController
class ConversionController {

	private static final int MAX_LIMIT = 100;

	private final OwnedConversions owned;

	private final Conversions conversions;

	private final ConversionSearch search;

	private final Deletion deletion;

	private final ConversionViews views;

	ConversionController(OwnedConversions owned, Conversions conversions, ConversionSearch search, Deletion deletion,
			ConversionViews views) {
		this.owned = owned;
		this.conversions = conversions;
		this.search = search;
		this.deletion = deletion;
		this.views = views;
	}

	/**
	 * Returns a conversion. While it is live, the answer has its progress, which may be
	 * up to two seconds old.
	 * @param id 32 hexadecimal digits
	 */
	@GetMapping("/api/conversions/{id}")
	ConversionView one(@PathVariable String id, @AuthenticationPrincipal Jwt token) {
		return this.views.of(this.owned.require(id, token));
	}

	/**
	 * Returns the account's conversions, newest first, in pages. A page that is filtered
	 * by {@code state} or {@code q} may have few conversions or none; there are more as
	 * long as it has {@code next}.
	 * @param limit maximum number of conversions
	 * @param cursor {@code next} of the previous page; absent for the first page
	 * @param state states of the conversions to return; absent for all
	 * @param q text that the video's name contains, ignoring case; absent for all
	 */
	@GetMapping("/api/conversions")
	ConversionListView list(@RequestParam(defaultValue = "20") int limit,
			@RequestParam(required = false) @Nullable String cursor,
			@RequestParam(required = false) @Nullable List<String> state,
			@RequestParam(required = false) @Nullable String q, @AuthenticationPrincipal Jwt token) {
		if (limit < 1 || limit > MAX_LIMIT) {
			throw new Problem(ProblemType.INVALID_PARAMETER,
					"The parameter limit must be from 1 to %d.".formatted(MAX_LIMIT));
		}
		Position after = (cursor != null) ? Cursor.read(cursor) : null;
		ConversionFilter filter = Filters.read(state, q);
		return filter.isEmpty() ? newest(token.getSubject(), after, limit)
				: found(this.search.find(token.getSubject(), after, filter, limit));
	}

	private ConversionListView found(ConversionSearch.Page page) {
		Position next = page.next();
		return new ConversionListView(page.conversions().stream().map(this.views::of).toList(),
				(next != null) ? Cursor.write(next) : null);
	}

	private ConversionListView newest(String owner, @Nullable Position after, int limit) {
		// one more than requested, to find out whether there is a next page
		List<Conversion> found = this.conversions.list(owner, after, limit + 1);
		List<Conversion> page = found.subList(0, Math.min(limit, found.size()));
		return new ConversionListView(page.stream().map(this.views::of).toList(),
				(found.size() > limit) ? next(page) : null);
	}

	private static String next(List<Conversion> page) {
		Conversion last = page.get(page.size() - 1);
		return Cursor.write(new Position(last.createdAt(), last.id()));
	}

	/**
	 * Deletes a conversion with its video and its MP3. A live conversion ends at once.
	 * @param id 32 hexadecimal digits
	 */
	@DeleteMapping("/api/conversions/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void delete(@PathVariable String id, @AuthenticationPrincipal Jwt token) {
		if (!this.deletion.delete(id, token.getSubject())) {
			throw OwnedConversions.missing();
		}
	}

}
