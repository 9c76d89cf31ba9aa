package io.mcpidentity.benchmarks.load;

import io.mcpidentity.benchmarks.Issuer;
import io.mcpidentity.benchmarks.verify.Scale;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Who calls, and how the server is configured. */
enum Scenario {
    /** A hundred callers who were seen before. */
    WARM {
        @Override
        Callers callers(Issuer issuer, int tokens) {
            return inTurns(issuer.tokens(100).stream().map(Exchange::echo).toList());
        }
    },
    /** Callers whom the server has never seen: it is told to remember none. */
    COLD {
        @Override
        Callers callers(Issuer issuer, int tokens) {
            return inTurns(issuer.tokens(1000).stream().map(Exchange::echo).toList());
        }

        @Override
        Map<String, String> settings() {
            return with(super.settings(), "cache.size", "0");
        }
    },
    /**
     * Ten in a hundred are refused, as many by an expired token, a changed signature, another's audience and no token at
     * all; ten have a new token; the others were seen before.
     */
    MIXED {
        @Override
        Callers callers(Issuer issuer, int tokens) {
            Callers known =
                    inTurns(issuer.tokens(100).stream().map(Exchange::echo).toList());
            Callers fresh = inTurns(
                    issuer.tokens(tokens / 50).stream().map(Exchange::echo).toList());
            List<String> bad = List.of(issuer.expired(), issuer.forged(), issuer.forAnother(), "");
            AtomicInteger calls = new AtomicInteger();
            return guarded -> {
                int call = calls.getAndIncrement() & Integer.MAX_VALUE;
                return switch (call % 10) {
                    case 3 -> fresh.next(guarded);
                    case 7 -> Optional.of(Exchange.refused(bad.get(call / 10 % bad.size()), guarded));
                    default -> known.next(guarded);
                };
            };
        }
    },
    /** Distinct tokens, each used once, and a cache of the usual size. */
    DISTINCT {
        @Override
        Callers callers(Issuer issuer, int tokens) {
            List<String> all = issuer.tokens(tokens);
            AtomicInteger open = new AtomicInteger();
            AtomicInteger guarded = new AtomicInteger();
            return isGuarded -> {
                int next = (isGuarded ? guarded : open).getAndIncrement();
                return next < all.size() ? Optional.of(Exchange.echo(all.get(next))) : Optional.empty();
            };
        }
    },
    /** A thousand tools with scopes, ten providers, five hundred grants: calls of one tool. */
    LARGE_CONFIGURATION_CALL {
        @Override
        Callers callers(Issuer issuer, int tokens) {
            return inTurns(IntStream.range(0, 100)
                    .mapToObj(i -> Exchange.call(issuer.token(Scale.roles()), "tool100"))
                    .toList());
        }

        @Override
        Map<String, String> settings() {
            return large();
        }
    },
    /** The same configuration: the list of tools, cut down to what the caller may use. */
    LARGE_CONFIGURATION_LIST {
        @Override
        Callers callers(Issuer issuer, int tokens) {
            return inTurns(IntStream.range(0, 100)
                    .mapToObj(i -> Exchange.list(issuer.token(Scale.roles()), "tool100"))
                    .toList());
        }

        @Override
        Map<String, String> settings() {
            return large();
        }
    };

    /** What they send; those who need very many tokens take so many. */
    abstract Callers callers(Issuer issuer, int tokens);

    /** What the servers are told. */
    Map<String, String> settings() {
        return with(
                Map.of(
                        "provider", "oidc",
                        "oidc.issuer", Issuer.NAME,
                        "resource", Issuer.RESOURCE,
                        "scopes", "mcp:read mcp:write",
                        "tool.scopes", "mcp:read"),
                "tool.echo.scopes",
                "mcp:write");
    }

    /** Whether every request is one that can be sent once only. */
    boolean isUsedUp() {
        return this == DISTINCT;
    }

    private static Map<String, String> large() {
        return with(Scale.LARGE.settings(), "tools", Integer.toString(Scale.LARGE.tools()));
    }

    private static Map<String, String> with(Map<String, String> settings, String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(name, value);
        return more;
    }

    private static Callers inTurns(List<Exchange> exchanges) {
        AtomicInteger calls = new AtomicInteger();
        return guarded -> Optional.of(exchanges.get((calls.getAndIncrement() & Integer.MAX_VALUE) % exchanges.size()));
    }
}
