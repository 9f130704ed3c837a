package io.soundlift.journey.conversion;

/**
 * Why a conversion ended without an MP3.
 *
 * @param code stable, for programs, such as {@code no-audio}
 * @param detail a sentence for people, without internal details
 */
public record Failure(String code, String detail) {
}
