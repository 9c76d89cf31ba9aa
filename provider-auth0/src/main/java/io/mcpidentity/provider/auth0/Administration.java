package io.mcpidentity.provider.auth0;

import io.mcpidentity.config.Setting;
import io.mcpidentity.spi.Directory;
import io.mcpidentity.spi.ProviderContext;
import io.mcpidentity.spi.Revoker;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What takes Auth0's Management API, and with it Auth0's own library, which nothing touches where this is not configured.
 *
 * @param directory looks up roles and organizations
 * @param revoker ends sessions
 */
record Administration(Optional<Directory> directory, Optional<Revoker> revoker) {

    static final Setting<Set<Fact>> DIRECTORY = Setting.of(
                    "directory",
                    "words",
                    "What is looked up about users beyond what their tokens say, for `scope-grants`: `roles`, as `role:NAME`; `organizations` that somebody who has signed in to none is a member of, as `organization:ID` and `organization:NAME`. Nothing by default.",
                    Administration::facts)
            .example("roles organizations")
            .build();

    static final Setting<String> CLIENT_ID = Setting.text(
                    "client-id",
                    "The machine-to-machine application that may call the tenant's Management API, for `directory` and for signing users out at Auth0.")
            .example("3Gd9pLk1VwzZxQm7sR2t")
            .build();

    static final Setting<String> CLIENT_SECRET = Setting.text("client-secret", "The secret of that application.")
            .secret()
            .build();

    private static final Administration NONE = new Administration(Optional.empty(), Optional.empty());

    /** What the settings ask for; what they lack is reported. */
    static Administration of(ProviderContext context, Tenant tenant) {
        Optional<Set<Fact>> facts = context.find(DIRECTORY);
        Optional<String> id = context.find(CLIENT_ID);
        Optional<String> secret = context.find(CLIENT_SECRET);
        if (facts.isEmpty() && id.isEmpty() && secret.isEmpty()) {
            return NONE;
        }
        if (id.isEmpty()) {
            context.problem(
                    CLIENT_ID, "is missing; the Management API needs a machine-to-machine application and its secret");
        }
        if (secret.isEmpty()) {
            context.problem(
                    CLIENT_SECRET,
                    "is missing; the Management API needs it, here or in the file that `client-secret-file` names");
        }
        if (tenant.managementUrl().isEmpty()) {
            context.problem(
                    Tenant.MANAGEMENT_DOMAIN,
                    "is missing; the issuer is at a custom domain, and the Management API is at the tenant's own, such as acme.eu.auth0.com");
        }
        if (!VendorLibrary.isPresent()) {
            context.problem(
                    facts.isPresent() ? DIRECTORY : CLIENT_ID,
                    "needs Auth0's own library, which is not there; add the dependency " + VendorLibrary.COORDINATES);
        }
        if (id.isEmpty() || secret.isEmpty() || tenant.managementUrl().isEmpty() || !VendorLibrary.isPresent()) {
            return NONE;
        }
        VendorLibrary.makeReadable();
        Management management = Management.of(context, tenant.managementUrl().get(), id.get(), secret.get());
        return new Administration(
                facts.map(words -> new Auth0Directory(management, words)), Optional.of(new Auth0Revoker(management)));
    }

    private static Set<Fact> facts(String raw) {
        Set<Fact> facts = EnumSet.noneOf(Fact.class);
        for (String word : raw.split("[\\s,]+")) {
            facts.add(
                    switch (word) {
                        case "roles" -> Fact.ROLES;
                        case "organizations" -> Fact.ORGANIZATIONS;
                        default ->
                            throw new IllegalArgumentException("is not a list of the words roles and organizations");
                    });
        }
        return Collections.unmodifiableSet(facts);
    }
}
