package io.soundlift.gateway.conversion;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A page of an owner's conversions, newest first.
 *
 * @param conversions the conversions
 * @param next cursor of the next page; absent on the last
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ConversionListView(List<ConversionView> conversions, @Nullable String next) {
}
