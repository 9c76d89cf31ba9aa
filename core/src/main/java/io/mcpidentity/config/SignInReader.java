package io.mcpidentity.config;

import io.mcpidentity.Attribute;
import io.mcpidentity.Attribute.Kind;
import io.mcpidentity.config.ConfigurationException.Problem;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code sign-in.allow}; what is set but empty admits nobody, and is refused as a mistake. */
final class SignInReader {

    private static final Set<Kind> KINDS = Collections.unmodifiableSet(EnumSet.of(
            Kind.DOMAIN, Kind.EMAIL, Kind.GROUP, Kind.ORGANIZATION, Kind.ROLE, Kind.CLIENT_ROLE, Kind.SUBJECT));

    private SignInReader() {}

    static Optional<Set<String>> read(Lookup lookup, List<Problem> problems) {
        Setting<List<String>> setting = Settings.SIGN_IN_ALLOW;
        Optional<List<String>> entries = lookup.find(setting, problems);
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        Set<String> rules = new LinkedHashSet<>();
        for (String entry : entries.get()) {
            try {
                Attribute attribute = Attribute.parse(entry);
                if (!KINDS.contains(attribute.kind())) {
                    throw new IllegalArgumentException("does not say who may sign in");
                }
                rules.add(attribute.toString());
            } catch (IllegalArgumentException wrong) {
                problems.add(
                        new Problem(setting.name(), lookup.show(setting.name(), entry) + " " + wrong.getMessage()));
            }
        }
        if (entries.get().isEmpty()) {
            problems.add(new Problem(
                    setting.name(), "is empty, which would admit nobody; remove it to admit whom the provider admits"));
        }
        return Optional.of(Collections.unmodifiableSet(rules));
    }
}
