package io.mcpidentity.broker.signin;

import io.mcpidentity.broker.grant.Subjects.Person;
import io.mcpidentity.broker.key.Digests;
import io.mcpidentity.broker.signin.Users.Account;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads the entries of the setting {@code users}; a problem names the entry, never a password. */
final class UserEntries {

    static final int LONGEST_NAME = 200;

    private static final String PLAIN = "plain:";
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}._@+-]*");

    private final UserRules rules;

    UserEntries(UserRules rules) {
        this.rules = rules;
    }

    Map<String, Account> read(List<String> entries) {
        Map<String, Account> accounts = new LinkedHashMap<>();
        for (int index = 0; index < entries.size(); index++) {
            List<String> words = List.of(entries.get(index).strip().split("\\s+"));
            String name = words.get(0);
            if (!NAME.matcher(name).matches() || name.length() > LONGEST_NAME) {
                // Not shown: it may be a password that was cut off from its name.
                rules.problems()
                        .accept("entry " + (index + 1)
                                + " does not begin with a name of letters, digits and . _ @ + -");
                continue;
            }
            String entry = "entry " + (index + 1) + " (" + name + ") ";
            Optional<Account> account = account(entry, name, words);
            if (accounts.containsKey(name)) {
                rules.problems().accept(entry + "has the name of an earlier one; give each person one entry");
            } else {
                account.ifPresent(each -> accounts.put(name, each));
            }
        }
        return accounts;
    }

    private Optional<Account> account(String entry, String name, List<String> words) {
        if (words.size() < 3) {
            rules.problems().accept(entry + "is not a name, a password and at least one scope");
            return Optional.empty();
        }
        Set<String> scopes = new LinkedHashSet<>(words.subList(2, words.size()));
        long undeclared = scopes.stream()
                .filter(scope -> !rules.declared().contains(scope))
                .count();
        if (undeclared > 0) {
            // Not shown: a password with a blank in it looks like scopes.
            rules.problems()
                    .accept(entry + "has " + (undeclared == 1 ? "a scope" : undeclared + " scopes")
                            + " that `scopes` does not declare; declared are "
                            + String.join(" ", new TreeSet<>(rules.declared())));
        }
        Person person = new Person(
                name, Optional.of(name), Optional.empty(), rules.hierarchy().apply(scopes));
        String password = words.get(1);
        if (password.startsWith(PLAIN)) {
            return plain(entry, person, password.substring(PLAIN.length()));
        }
        Optional<PasswordHash> hash = PasswordHash.parse(password);
        if (hash.isEmpty()) {
            rules.problems()
                    .accept(entry + "has no password hash such as `$argon2id$v=19$m=…` in its second place;"
                            + " `--hash-password` of the quickstart makes one");
        }
        return hash.map(each -> new Account(person, hash, Optional.empty()));
    }

    private Optional<Account> plain(String entry, Person person, String password) {
        if (!rules.plainAllowed()) {
            rules.problems()
                    .accept(entry
                            + "has a `plain:` password, which is for an issuer on loopback only; put a hash in its"
                            + " place, as `--hash-password` of the quickstart makes it");
            return Optional.empty();
        }
        if (password.isEmpty()) {
            rules.problems().accept(entry + "has an empty password");
            return Optional.empty();
        }
        String digest = Digests.of(PasswordHash.normal(password));
        return Optional.of(new Account(person, Optional.empty(), Optional.of(digest)));
    }
}
