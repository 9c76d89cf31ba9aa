package io.mcpidentity.broker.client;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a client says about itself, whether it registers (RFC 7591 §2) or has a metadata document. Immutable.
 *
 * @param name its {@code client_name}; empty where it is absent or blank
 * @param redirectUris its redirect URIs, verbatim; all acceptable, at least one
 * @param grantTypes those of its grant types that are supported; {@code authorization_code} is among them
 */
record ClientMetadata(Optional<String> name, List<String> redirectUris, Set<String> grantTypes) {

    static final String CODE_GRANT = "authorization_code";
    static final String REFRESH_GRANT = "refresh_token";

    private static final int LONGEST_NAME = 200;

    /** Control characters, half surrogates, and what turns the direction of writing: names are shown to people. */
    private static final Pattern TREACHEROUS = Pattern.compile(
            "[\\p{Cc}\\p{Cs}\\x{2028}\\x{2029}\\x{61c}\\x{200e}\\x{200f}\\x{202a}-\\x{202e}" + "\\x{2066}-\\x{2069}]");

    ClientMetadata {
        redirectUris = List.copyOf(redirectUris);
        grantTypes = Set.copyOf(grantTypes);
    }

    /** Reads what registrations and documents have in common; unknown members are ignored. */
    static ClientMetadata read(Members members) throws Refusal {
        List<String> redirectUris = redirectUris(members);
        Optional<String> name = name(members);
        Set<String> grantTypes = grantTypes(members);
        requireCodeResponse(members);
        return new ClientMetadata(name, redirectUris, grantTypes);
    }

    private static Optional<String> name(Members members) throws Refusal {
        Optional<String> name =
                members.text("client_name", LONGEST_NAME).map(String::strip).filter(text -> !text.isEmpty());
        if (name.isPresent() && TREACHEROUS.matcher(name.get()).find()) {
            throw Refusal.metadata("client_name holds a character that cannot be shown.");
        }
        return name;
    }

    private static List<String> redirectUris(Members members) throws Refusal {
        List<String> uris;
        try {
            uris = members.texts("redirect_uris").orElse(List.of());
        } catch (Refusal wrongType) {
            throw Refusal.redirectUri(wrongType.detail());
        }
        if (uris.isEmpty()) {
            throw Refusal.redirectUri("redirect_uris is missing or empty.");
        }
        if (uris.size() > RedirectUris.MOST) {
            throw Refusal.redirectUri("redirect_uris has more than " + RedirectUris.MOST + " entries.");
        }
        for (int i = 0; i < uris.size(); i++) {
            Optional<String> problem = RedirectUris.problem(uris.get(i));
            if (problem.isPresent()) {
                throw Refusal.redirectUri("redirect_uris[" + i + "] " + problem.get() + ".");
            }
        }
        return List.copyOf(new LinkedHashSet<>(uris));
    }

    /** Absent means {@code authorization_code} alone (RFC 7591 §2). */
    private static Set<String> grantTypes(Members members) throws Refusal {
        Set<String> supported = new LinkedHashSet<>(members.texts("grant_types").orElse(List.of(CODE_GRANT)));
        supported.retainAll(Set.of(CODE_GRANT, REFRESH_GRANT));
        if (!supported.contains(CODE_GRANT)) {
            throw Refusal.metadata("grant_types has to hold authorization_code.");
        }
        return supported;
    }

    private static void requireCodeResponse(Members members) throws Refusal {
        if (!members.texts("response_types").orElse(List.of("code")).contains("code")) {
            throw Refusal.metadata("response_types has to hold code.");
        }
    }
}
