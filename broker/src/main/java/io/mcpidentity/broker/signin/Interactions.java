package io.mcpidentity.broker.signin;

import io.mcpidentity.broker.key.Digests;
import io.mcpidentity.broker.key.Vault;
import io.mcpidentity.broker.signin.Interaction.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Seals interactions into forms, and opens what comes back. Thread-safe; keeps nothing. */
final class Interactions {

    /** How long a page can be left open. */
    static final Duration LIFETIME = Duration.ofMinutes(10);

    private static final String PURPOSE = "interaction";
    private static final String NONE = "-";

    private final Vault vault;
    private final InstantSource clock;

    Interactions(Vault vault, InstantSource clock) {
        this.vault = vault;
        this.clock = clock;
    }

    /** What became of opening. */
    sealed interface Opened {

        /**
         * It was sealed for this step and this browser, and not long ago.
         *
         * @param interaction the interaction
         */
        record Valid(Interaction interaction) implements Opened {}

        /**
         * It was sealed here, but cannot be used any more, or not by this browser.
         *
         * @param query the query to start again with
         */
        record Stale(String query) implements Opened {}

        /** It was not sealed here. */
        record Foreign() implements Opened {}
    }

    /** Seals a new one; the cookies are given as the browser has them. */
    String seal(Stage stage, String query, String browser, Optional<String> session) {
        return reseal(new Interaction(stage, query, clock.instant(), Digests.of(browser), session.map(Digests::of)));
    }

    /** Seals one again, with the time from now on. */
    String reseal(Interaction interaction) {
        String text = String.join(
                "\n",
                interaction.stage().name(),
                Long.toString(clock.millis()),
                interaction.browser(),
                interaction.session().orElse(NONE),
                interaction.query());
        return vault.seal(PURPOSE, text.getBytes(StandardCharsets.UTF_8));
    }

    Opened open(Stage stage, String sealed, Optional<String> browser) {
        Optional<Interaction> opened = vault.open(PURPOSE, sealed).map(Interactions::read);
        if (opened.isEmpty()) {
            return new Opened.Foreign();
        }
        Interaction interaction = opened.get();
        Instant now = clock.instant();
        boolean inTime = !now.isBefore(interaction.startedAt())
                && now.isBefore(interaction.startedAt().plus(LIFETIME));
        boolean sameBrowser = browser.isPresent() && Digests.equal(Digests.of(browser.get()), interaction.browser());
        return interaction.stage() == stage && inTime && sameBrowser
                ? new Opened.Valid(interaction)
                : new Opened.Stale(interaction.query());
    }

    private static Interaction read(byte[] plain) {
        String[] lines = new String(plain, StandardCharsets.UTF_8).split("\n", 5);
        return new Interaction(
                Stage.valueOf(lines[0]),
                lines[4],
                Instant.ofEpochMilli(Long.parseLong(lines[1])),
                lines[2],
                lines[3].equals(NONE) ? Optional.empty() : Optional.of(lines[3]));
    }
}
