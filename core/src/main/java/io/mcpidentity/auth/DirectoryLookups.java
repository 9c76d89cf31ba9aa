package io.mcpidentity.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mcpidentity.AccessToken;
import io.mcpidentity.Attribute;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.spi.Directory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Asks the directory of one provider, once for all tokens that it answers alike, and remembers what it said for a bounded
 * time. Thread-safe.
 *
 * <p>In the last fifth of that time the next request has it asked anew in the background. Where it cannot be asked, what it
 * said holds to the end of its time, and then nothing is known. Times are counted from before the question, so that nothing
 * older than the bound is ever used. Tokens are handed on to the directory and not kept.
 */
final class DirectoryLookups {

    /** How long a request waits: longer than a directory's own deadline, which counts for each of its calls. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** How long an outage is believed to last, so that grants are back soon after it. */
    private static final Duration BRIEF = Duration.ofSeconds(10);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private final Directory directory;
    private final Set<String> relevant;
    private final long maxAge;
    private final Duration patience;
    private final InstantSource clock;
    private final Executor threads;
    private final OutageLog outages;
    private final Cache<String, Entry> entries;
    private final ConcurrentHashMap<String, CompletableFuture<Entry>> flights = new ConcurrentHashMap<>();
    private final AtomicLong evictions = new AtomicLong();

    /**
     * Look-ups in a directory.
     *
     * @param relevant the attributes, in their normal form, that anything depends on; no others are kept
     * @param maxAge how long an answer is used
     * @param patience how long a request waits for one
     * @param size how many answers are remembered
     * @param threads where questions are asked; refuses when there are too many
     */
    DirectoryLookups(
            Directory directory,
            Set<String> relevant,
            Duration maxAge,
            Duration patience,
            int size,
            InstantSource clock,
            Executor threads,
            OutageLog outages) {
        this.directory = directory;
        this.relevant = Set.copyOf(relevant);
        this.maxAge = maxAge.toMillis();
        this.patience = patience;
        this.clock = clock;
        this.threads = threads;
        this.outages = outages;
        entries = Caffeine.newBuilder()
                .maximumSize(size)
                .expireAfterWrite(maxAge)
                .executor(Runnable::run)
                .build();
    }

    /** What the directory said or, where it has not been asked lately, what it says; waits for it then, within bounds. */
    DirectoryFacts facts(VerifiedToken token, AccessToken presented) {
        String key;
        try {
            key = Objects.requireNonNull(directory.key(token));
        } catch (RuntimeException broken) {
            return failed(broken).facts(clock.millis());
        }
        long now = clock.millis();
        Entry known = entries.getIfPresent(key);
        if (known == null || !known.isUsable(now)) {
            return current(await(key, fly(key, known, token, presented)));
        }
        if (known.isDue(now)) {
            CompletableFuture<Entry> unused = fly(key, known, token, presented);
        }
        return known.facts(now);
    }

    /** Whoever joins a question that was asked ahead, and fails, may be given what was known, when its time is just over. */
    private DirectoryFacts current(Entry found) {
        long now = clock.millis();
        return (found.isKnown() && !found.isUsable(now)
                        ? unknown("its last answer is too old", Optional.empty())
                        : found)
                .facts(now);
    }

    /** Forgets what was said of these subjects; no answer to a question that was asked before is remembered. */
    void evict(Predicate<String> subjects) {
        evictions.incrementAndGet();
        flights.clear();
        entries.asMap().values().removeIf(entry -> subjects.test(entry.subject));
    }

    /** How many answers are remembered. */
    long size() {
        entries.cleanUp();
        return entries.estimatedSize();
    }

    /** The question under way; a new one, unless somebody had an answer since the caller looked. */
    private CompletableFuture<Entry> fly(String key, @Nullable Entry seen, VerifiedToken token, AccessToken presented) {
        CompletableFuture<Entry> mine = new CompletableFuture<>();
        CompletableFuture<Entry> other = flights.putIfAbsent(key, mine);
        if (other != null) {
            return other;
        }
        Entry meanwhile = entries.getIfPresent(key);
        if (meanwhile != null && meanwhile != seen && meanwhile.isUsable(clock.millis())) {
            flights.remove(key, mine);
            mine.complete(meanwhile);
            return mine;
        }
        try {
            threads.execute(() -> run(key, mine, token, presented));
        } catch (RejectedExecutionException full) {
            flights.remove(key, mine);
            mine.complete(unknown("Too many questions wait for the directory", Optional.empty()));
        }
        return mine;
    }

    private void run(String key, CompletableFuture<Entry> mine, VerifiedToken token, AccessToken presented) {
        long stamp = evictions.get();
        Entry found = null;
        try {
            found = ask(token, presented);
        } finally {
            if (found == null) {
                found = unknown("The question to the directory was aborted", Optional.empty());
            }
            Entry held = found.isKnown() ? remember(key, found, stamp) : endure(key, found);
            flights.remove(key, mine);
            mine.complete(held);
        }
    }

    private Entry ask(VerifiedToken token, AccessToken presented) {
        long asked = clock.millis();
        try {
            Set<String> attributes = new HashSet<>();
            for (String attribute : directory.attributes(token, presented)) {
                attributes.add(Attribute.normal(attribute));
            }
            attributes.retainAll(relevant);
            outages.up();
            return new Entry(token.subject().orElse(""), attributes, asked + maxAge * 4 / 5, asked + maxAge, null);
        } catch (ProviderUnavailableException outage) {
            return unknown(String.valueOf(outage.getMessage()), outage.retryAfter());
        } catch (RuntimeException | LinkageError broken) {
            return failed(broken);
        }
    }

    /** Looks at the stamp after the entry stands: an eviction in between either sees the entry or is seen here. */
    private Entry remember(String key, Entry found, long stamp) {
        if (evictions.get() == stamp) {
            entries.put(key, found);
            if (evictions.get() != stamp) {
                entries.asMap().remove(key, found);
            }
        }
        return found;
    }

    /** What was known holds to the end of its time, and for a while nobody asks again; without it, nothing is known. */
    private Entry endure(String key, Entry unknown) {
        Entry held = entries.asMap().compute(key, (same, before) -> {
            if (before == null || !before.isUsable(clock.millis())) {
                return unknown;
            }
            before.askFrom = unknown.until;
            return before;
        });
        return held == null ? unknown : held;
    }

    private Entry failed(Throwable broken) {
        return unknown("it fails with " + TokenJudge.describe(broken), Optional.empty());
    }

    private Entry unknown(String detail, Optional<Duration> retryAfter) {
        long now = clock.millis();
        String sentence = LogText.sentence(detail);
        outages.down(now, sentence);
        Duration wish = retryAfter.orElse(BRIEF);
        Duration pause = wish.compareTo(BRIEF) < 0 ? BRIEF : wish.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wish;
        long until = now + pause.toMillis();
        return new Entry("", Set.of(), until, until, new DirectoryFacts.Outage(sentence, retryAfter));
    }

    private Entry await(String key, CompletableFuture<Entry> flight) {
        try {
            return flight.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return endure(key, unknown("it does not answer within " + patience, Optional.empty()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return unknown("the request was interrupted", Optional.empty());
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("A look-up ends with a value", impossible);
        }
    }

    /** What was said, with its times in milliseconds since the epoch; two are the same only if they are one. */
    private static final class Entry {

        private final String subject;
        private final Set<String> attributes;
        private final long until;
        private final DirectoryFacts.@Nullable Outage outage;
        private volatile long askFrom;

        Entry(
                String subject,
                Set<String> attributes,
                long askFrom,
                long until,
                DirectoryFacts.@Nullable Outage outage) {
            this.subject = subject;
            this.attributes = Set.copyOf(attributes);
            this.askFrom = askFrom;
            this.until = until;
            this.outage = outage;
        }

        boolean isKnown() {
            return outage == null;
        }

        boolean isUsable(long now) {
            return now < until;
        }

        boolean isDue(long now) {
            return isKnown() && now >= askFrom;
        }

        /** Decisions from before the last fifth are made again in it, so that an active caller's entry is renewed in time. */
        DirectoryFacts facts(long now) {
            long next = now < askFrom ? Math.min(askFrom, until) : until;
            return new DirectoryFacts(attributes, next, Optional.ofNullable(outage));
        }
    }
}
