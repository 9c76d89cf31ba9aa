package io.mcpidentity.benchmarks.storm;

import io.mcpidentity.AccessToken;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Tokens for callers. What it makes is thread-safe. */
final class Supply {

    private Supply() {}

    /** These in turns; each is a new object, as a request makes it. */
    static Supplier<AccessToken> inTurns(List<AccessToken> tokens) {
        AtomicInteger calls = new AtomicInteger();
        return () -> AccessToken.of(tokens.get((calls.getAndIncrement() & Integer.MAX_VALUE) % tokens.size())
                .value());
    }

    /** Tokens like this one by keys that nobody has ever heard of; their signatures are good for nothing. */
    static Supplier<AccessToken> ofUnknownKeys(AccessToken like) {
        String rest = like.value().substring(like.value().indexOf('.'));
        return () -> {
            String header = "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"" + UUID.randomUUID() + "\"}";
            return AccessToken.of(
                    Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(StandardCharsets.US_ASCII))
                            + rest);
        };
    }
}
