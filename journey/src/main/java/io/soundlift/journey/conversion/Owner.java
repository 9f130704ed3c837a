package io.soundlift.journey.conversion;

/**
 * Account that a conversion belongs to.
 *
 * @param id the account's id, the subject of its tokens
 * @param email the account's verified address
 */
public record Owner(String id, String email) {
}
