package io.mcpidentity.broker.signin;

import io.mcpidentity.broker.grant.Subjects;
import io.mcpidentity.broker.key.Digests;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The people of the setting {@code users}, who sign in with a password. Immutable and thread-safe.
 *
 * <p>A name that nobody has costs as much to refuse as a wrong password. Does not limit attempts: {@link SignInLimits}
 * does.
 */
public final class Users implements Subjects {

    /** How many passwords are compared at once: each takes a processor and some 20 MB for a tenth of a second. */
    private static final int AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors());

    private static final int PATIENCE_SECONDS = 5;

    private final Map<String, Account> accounts;
    /** For each cost that a hash in use has, a hash of nobody's: every attempt pays every cost once. */
    private final Map<PasswordHash.Cost, PasswordHash> nobody;

    private final Semaphore comparisons = new Semaphore(AT_ONCE);

    Users(Map<String, Account> accounts) {
        this.accounts = Map.copyOf(accounts);
        this.nobody = accounts.values().stream()
                .flatMap(account -> account.hash().stream())
                .map(PasswordHash::cost)
                .distinct()
                .collect(Collectors.toUnmodifiableMap(cost -> cost, PasswordHash.Cost::ofNobody));
    }

    /**
     * Reads the entries of the setting: a name, a password and scopes.
     *
     * @param entries the entries, in their order
     * @param rules what the passwords and scopes are held against, and who hears of problems
     * @return the people of the entries that are in order
     */
    public static Users parse(List<String> entries, UserRules rules) {
        return new Users(new UserEntries(rules).read(entries));
    }

    @Override
    public Optional<Person> find(String subject) {
        return Optional.ofNullable(accounts.get(subject)).map(Account::person);
    }

    /** Compares a name and a password; takes as long for a name that nobody has. */
    Verdict check(String name, String password) {
        if (nobody.isEmpty()) {
            return compare(name, password);
        }
        try {
            if (!comparisons.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return new Verdict.Busy();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Verdict.Busy();
        }
        try {
            return compare(name, password);
        } finally {
            comparisons.release();
        }
    }

    private Verdict compare(String name, String password) {
        Optional<Account> account = Optional.ofNullable(accounts.get(name));
        String digest = account.flatMap(Account::digest).orElse("");
        boolean right = Digests.equal(Digests.of(PasswordHash.normal(password)), digest);
        Optional<PasswordHash> own = account.flatMap(Account::hash);
        for (Map.Entry<PasswordHash.Cost, PasswordHash> each : nobody.entrySet()) {
            boolean isOwn = own.isPresent() && own.get().cost().equals(each.getKey());
            right |= (isOwn ? own.get() : each.getValue()).verify(password) && isOwn;
        }
        return right && account.isPresent() ? new Verdict.Known(account.get().person()) : new Verdict.Wrong();
    }

    /** What became of comparing. */
    sealed interface Verdict {

        /**
         * Name and password belong together.
         *
         * @param person who it is
         */
        record Known(Person person) implements Verdict {}

        /** They do not, or nobody has the name. */
        record Wrong() implements Verdict {}

        /** Too many are compared at the moment. */
        record Busy() implements Verdict {}
    }

    /**
     * Somebody and their password: as a hash, or as the SHA-256 digest of one that is written in the configuration.
     *
     * @param person who
     * @param hash the hash
     * @param digest the digest in base64url
     */
    record Account(Person person, Optional<PasswordHash> hash, Optional<String> digest) {

        /** Names the person. */
        @Override
        public String toString() {
            return person.subject();
        }
    }

    /** Names the people, not their passwords. */
    @Override
    public String toString() {
        Set<String> names = new LinkedHashMap<>(accounts).keySet();
        return "Users" + names;
    }
}
