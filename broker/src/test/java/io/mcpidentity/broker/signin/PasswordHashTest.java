package io.mcpidentity.broker.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PasswordHashTest {

    private static final String HASH = PasswordHash.hash("wonderland");

    @Test
    void aHashKnowsItsPasswordAgain() {
        PasswordHash parsed = PasswordHash.parse(HASH).orElseThrow();

        assertTrue(parsed.verify("wonderland"));
        assertFalse(parsed.verify("wonderlanD"));
        assertFalse(parsed.verify(""));
    }

    @Test
    void theHashIsArgon2idWithASaltOfItsOwn() {
        assertTrue(HASH.startsWith("$argon2id$v=19$m=19456,t=2,p=1$"), HASH);
        assertNotEquals(HASH, PasswordHash.hash("wonderland"));
    }

    @Test
    void aHashThatAnotherProgramMadeIsUnderstood() {
        String openssl = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA"
                + "$xBhdjUbcYAAGLzsNfm8SIJVWCtbUyXkwUBCSpn2PDZ8";

        assertTrue(PasswordHash.parse(openssl).orElseThrow().verify("wonderland"));
    }

    @Test
    void itDoesNotMatterHowAKeyboardComposesALetter() {
        PasswordHash composed =
                PasswordHash.parse(PasswordHash.hash("caf\u00e9")).orElseThrow();

        assertTrue(composed.verify("cafe\u0301"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "wonderland",
                "$2b$10$abcdefghijklmnopqrstuuZ8s8b0bJ7r8U1rYcQ3uYF0b1bq4aW7W",
                "$argon2i$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$eMCpZNDzPqEdBIMv1tYqd/qIHcB3regmfnp5O50E1pc",
                "$argon2id$v=19$m=1024,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$eMCpZNDzPqEdBIMv1tYqd/qIHcB3regmfnp5O50E1pc",
                "$argon2id$v=19$m=999999,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$eMCpZNDzPqEdBIMv1tYqd/qIHcB3regmfnp5O50E1pc",
                "$argon2id$v=19$m=19456,t=99,p=1$AAAAAAAAAAAAAAAAAAAAAA$eMCpZNDzPqEdBIMv1tYqd/qIHcB3regmfnp5O50E1pc",
                "$argon2id$v=19$m=19456,t=2,p=4$AAAAAAAAAAAAAAAAAAAAAA$eMCpZNDzPqEdBIMv1tYqd/qIHcB3regmfnp5O50E1pc",
                "$argon2id$v=19$m=19456,t=2,p=1$$eMCpZNDzPqEdBIMv1tYqd/qIHcB3regmfnp5O50E1pc",
                "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
            })
    void whatIsNoHashOrTooWeakOrTooDearIsNotRead(String text) {
        assertEquals(Optional.empty(), PasswordHash.parse(text));
    }

    @Test
    void aHashOfNobodyIsAHashAndMatchesNothing() {
        PasswordHash nobody = PasswordHash.parse(HASH).orElseThrow().cost().ofNobody();

        assertFalse(nobody.verify("wonderland"));
        assertFalse(nobody.verify(""));
    }

    @Test
    void manyAtOnceDoNotDisturbEachOther() {
        PasswordHash parsed = PasswordHash.parse(HASH).orElseThrow();

        long right = IntStream.range(0, 16)
                .parallel()
                .filter(each -> parsed.verify(each % 2 == 0 ? "wonderland" : "wrong" + each))
                .count();

        assertEquals(8, right);
    }

    @Test
    void theLibraryPrintsNothing() {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Stream.of("one", "two")
                    .map(PasswordHash::hash)
                    .forEach(hash -> PasswordHash.parse(hash).orElseThrow().verify("one"));
        } finally {
            System.setOut(out);
        }

        assertEquals("", printed.toString(StandardCharsets.UTF_8));
    }

    @Test
    void itsTextHoldsNothingOfTheHash() {
        assertEquals("PasswordHash", PasswordHash.parse(HASH).orElseThrow().toString());
    }
}
